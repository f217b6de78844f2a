"""Each setting that somebody fills in has a name for who cannot see the sentence around it, on both pages of settings."""

from lxml import etree
from odoo.tests import tagged

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestSettingsLabels(DunningCommon):
    def _bare(self, model, view=None):
        """Return the fields to fill in that neither a label nor their setting names."""
        arch = etree.fromstring(self.env[model].get_view(view, "form")["arch"])
        [*settings] = arch.xpath("//block[@id='dunning_settings']/setting") or arch.xpath("//div[@name='dunning_settings']/setting")
        self.assertGreater(len(settings), 30)
        return [
            field.get("name")
            for setting in settings
            for field in setting.xpath(".//field[not(ancestor::field)]")
            if self._fields_to_fill(model, field) and not self._is_named(setting, field)
        ]

    def _fields_to_fill(self, model, field):
        shown = field.get("readonly") not in ("1", "True") and field.get("invisible") not in ("1", "True")
        return shown and self.env[model]._fields[field.get("name")].type not in ("boolean", "one2many")

    def _is_named(self, setting, field):
        if field.get("widget") == "percentage":
            return field.getparent().tag == "label" and bool(field.getparent().xpath("./span/text()"))
        first = setting.xpath(".//field[not(ancestor::field)]")[0]
        return (field is first and field.getparent() is setting) or field.get("name") in setting.xpath(".//label/@for")

    def test_both_pages(self):
        self.assertEqual(self._bare("res.config.settings"), [])
        view = self.env.ref("account_dunning.view_company_dunning_settings")
        self.assertEqual(self._bare("res.company", view.id), [])
