"""A take-over for the demo to show: the workbook of a firm whose customers came over this week, read and previewed.

What it says is not taken over yet: whoever opens *Plans and Runs ▸ Take over History* sees their levels beside our steps, what
each customer would get next with it and without it, and the row that names no invoice. Today's run touches none of them.
"""

import base64
import io

from demo_data_customers import Customer, Owed

# Numbers of the firm before; the last one was paid there.
UNKNOWN = "AM-0399"
NOTE = "Client repris des Ateliers Morvan."

# Their invoices came due so lately that none of our steps has come yet.
TAKEN_OVER = (
    Customer("Hôtel des Trois Pins", amount=1300, every=0, days=3, owed=(Owed(-4, 1380, ref="AM-0412"),), note=NOTE),
    Customer("Garage du Rempart", amount=700, every=0, days=3, owed=(Owed(-3, 742.8, ref="AM-0415"),), note=NOTE),
    Customer("Librairie Passerelle", amount=800, every=0, days=3, owed=(Owed(-4, 860, ref="AM-0418"),), note=NOTE),
    Customer("Clinique Saint-Aubin", amount=4900, every=0, days=3, owed=(Owed(-2, 5120, ref="AM-0421"),), note=NOTE),
)
TITLES = ("Facture", "Échéance", "Dernière relance", "Niveau", "Canal", "Promesse", "Montant promis", "Litige")
# (number, days of due date, of the reminder, level, channel, days of the promise, its amount, dispute)
ROWS = (
    ("AM-0412", -4, -2, "1", "E-mail", None, None, None),
    ("AM-0415", -3, -1, "1", "E-mail", None, None, None),
    ("AM-0418", -4, -2, "1", "E-mail", 6, 500, None),
    ("AM-0421", -2, -1, "1", "E-mail", None, None, "Prix différent du devis"),
    (UNKNOWN, -45, -20, "2", "Courrier", None, None, None),
)


def workbook(numbers, day):
    """Return the workbook (XLSX, bytes) of the firm before, as its accountant would hand it over.

    Args:
        numbers: set of the numbers of invoices that are there.
        day: function of an offset in days that returns the date.
    """
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet, dates = book.add_worksheet("Relances"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, TITLES, book.add_format({"bold": True}))
        rows = [row for row in ROWS if row[0] in numbers or row[0] == UNKNOWN]
        for place, (number, due, reminded, level, channel, promised, amount, dispute) in enumerate(rows, 1):
            sheet.write_row(place, 0, [number, None, None, level, channel, None, amount, dispute])
            for column, offset in ((1, due), (2, reminded), (5, promised)):
                if offset is not None:
                    sheet.write_datetime(place, column, day(offset), dates)
        sheet.autofit()
    return target.getvalue()


def offer(demo):
    """Read and preview the workbook in the demo company, where some of these customers are.

    Args:
        demo: :class:`demo_data.Demo`; the clock stands at the morning of its day.

    Returns:
        ``dunning.takeover``, empty when none of the customers is there.
    """
    Takeover = demo.env["dunning.takeover"]
    numbers = {owed.ref for customer in demo.partners for owed in customer.owed} & {row[0] for row in ROWS}
    if not numbers:
        return Takeover
    takeover = Takeover.create(
        {
            "company_id": demo.company.id, "source": "workbook", "file_name": "Relances Ateliers Morvan.xlsx",
            "content": base64.b64encode(workbook(numbers, demo.day)),
        }
    )  # fmt: skip
    takeover.action_find()
    takeover.action_preview()
    return takeover
