"""Settings of dunning that stand inside sentences have their names for who cannot see what surrounds them."""

from lxml import etree
from odoo import models

# What a setting names by itself, or what nobody types into.
UNNAMED = "boolean", "one2many"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            for setting in arch.xpath("//block[@id='dunning_settings']/setting"):
                self._label_dunning_fields(setting)
        return arch, view

    def _label_dunning_fields(self, setting):
        """Label the fields to fill in that have no label: a setting labels its own first field only.

        The widget of percentages knows no identifier that a label could name: its words go around it, whatever stands beside it.
        """
        labelled = set(setting.xpath(".//label/@for"))
        fields = setting.xpath(".//field[not(ancestor::field)]")
        for field in fields:
            name, bare = field.get("name"), field.get("widget") == "percentage"
            own = field is fields[0] and field.getparent() is setting
            known = name in self._fields and self._fields[name].type not in UNNAMED
            if not known or field.get("readonly") == "1" or field.get("invisible") == "1":
                continue
            if bare:
                self._put_dunning_words_around(field)
            elif not own and name not in labelled:
                field.addprevious(etree.Element("label", {"for": name, "class": "visually-hidden"}))

    def _put_dunning_words_around(self, field):
        """Put a field into a label with its name, which is not seen."""
        label = etree.Element("label", {"class": "d-contents"})
        words = etree.SubElement(label, "span", {"class": "visually-hidden"})
        words.text = self._fields[field.get("name")]._description_string(self.env)
        label.tail, field.tail = field.tail, None
        field.getparent().replace(field, label)
        label.append(field)
