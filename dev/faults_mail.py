"""Faults of mail servers and texts: refused, silent, gone, and a template that fails for one customer."""

import re
import socket

from faults_crash import SMALL, require
from faults_world import DAY, MANY, NEXT_DAY, Scene

THIRD_DAY = "2025-03-08"

# Seconds the add-on waits for a server that stays silent, in these scenarios.
PATIENCE = 2


def server_down(bases):
    """the mail server refuses every connection; back the next day"""
    with Scene("server_down", bases["few"]) as scene:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # taken, and nobody listens
            scene.script(f"env['ir.mail_server'].search([]).smtp_port = {nobody.getsockname()[1]}")
            scene.work("run", **SMALL)
        refused = scene.sql("SELECT COUNT(*) FROM dunning_action WHERE state = 'failed' AND error ILIKE '%refused%'")
        scene.script(f"env['ir.mail_server'].search([]).smtp_port = {scene.sink.port}")
        scene.work("run", NEXT_DAY, **SMALL)
        found = scene.check(delivered=60, failed=0, contact_days=[NEXT_DAY])
        require(found, refused == [["60"]], f"{refused[0][0]} failed with the server's error on the first day")
        return "60 failed with “connection refused”, then tried again", found


def some_refused(bases):
    """the mail server refuses 9 of 60 recipients, three days long"""
    with Scene("some_refused", bases["few"], refuse=r"@3\.example") as scene:
        for day in (DAY, NEXT_DAY, THIRD_DAY):
            scene.work("run", day, **SMALL)
        found = scene.check(delivered=51, failed=0, waiting=9, contact_days=[DAY])
        calls = scene.sql("SELECT COUNT(*) FROM dunning_action WHERE state = 'todo' AND channel = 'phone'")
        require(found, calls == [["9"]], f"{calls[0][0]} of 9 turned to the fallback channel")
        require(found, len(scene.sink.refused) == 27, f"{len(scene.sink.refused)} refusals instead of three each")
        return "three tries each, then a call instead (same step); the next step is nobody's", found


def some_silent(bases):
    """the mail server times out before the text for 3 recipients, after it for 2"""
    patterns = {"time_out": r"^c0(10|30|50)@", "mute": r"^c0(20|40)@", "delay": 4 * PATIENCE}
    with Scene("some_silent", bases["few"], **patterns) as scene:
        scene.work("run", smtp_timeout=PATIENCE, **SMALL)
        first = scene.check(delivered=55, failed=5)
        require(first, first.uncertain == 2, f"{first.uncertain} in doubt instead of 2")
        scene.sink.time_out = None
        scene.script("env['dunning.action'].search([('error', 'not like', 'check whether')]).action_retry()")
        scene.work("deliver", **SMALL)
        found = scene.check(delivered=58, failed=2)
        found.violations = first.violations + found.violations
        return "55 others delivered at once; 3 delivered after a retry, 2 in doubt wait for a person", found


def server_silent(bases):
    """the mail server answers nobody any more; back the next day"""
    with Scene("server_silent", bases["few"], time_out=".", delay=4 * PATIENCE) as scene:
        scene.work("run", smtp_timeout=PATIENCE, customers=60, batch=25)
        first = scene.sql("SELECT COUNT(*) FROM dunning_action WHERE state = 'failed' AND error <> ''")
        scene.sink.time_out = None
        scene.work("run", NEXT_DAY, **SMALL)
        found = scene.check(delivered=60, failed=0, contact_days=[NEXT_DAY])
        require(found, first == [["60"]], f"{first[0][0]} failed with an error on the first day")
        return "60 failed after three time-outs a batch, then tried again", found


def one_template_of_many(bases):
    """a text that cannot be made for one customer of many; mended and retried"""
    with Scene("one_template", bases["many"]) as scene:
        scene.script(
            "broken = env['res.partner'].search([('email', '=like', 'c050@%')])\n"
            "template = env['mail.template'].search([('name', '=', 'Faults')])\n"
            "template.body_html = str(template.body_html) + f\"<p t-out='1 / (object.partner_id.id - {broken.id})'/>\""
        )
        scene.work("run")
        first = scene.check(delivered=MANY - 1, failed=1)
        errors = scene.sql("SELECT error FROM dunning_action WHERE state = 'failed'")
        require(first, bool(re.search("cannot be made: division by zero", str(errors))), f"the error says {errors}")
        scene.script(
            "template = env['mail.template'].search([('name', '=', 'Faults')])\n"
            "template.body_html = str(template.body_html).split('<p t-out=\"1 /')[0]\n"
            "env['dunning.action'].search([('state', '=', 'failed')]).action_retry()"
        )
        scene.work("deliver")
        found = scene.check(delivered=MANY, failed=0)
        found.violations = first.violations + found.violations
        return f"{MANY - 1} delivered, one failed with its error; it is delivered after the retry", found


one_template_of_many.base = "many"

SCENARIOS = (server_down, some_refused, some_silent, server_silent, one_template_of_many)
