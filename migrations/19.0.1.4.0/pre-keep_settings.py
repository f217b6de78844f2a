"""What companies have stays: days are counted as before, nobody waits longer, no smallest amount. New companies get the defaults."""


def migrate(cr, version):
    cr.execute(
        """
        ALTER TABLE res_company ADD COLUMN IF NOT EXISTS dunning_terms_in_working_days boolean,
                                ADD COLUMN IF NOT EXISTS dunning_ease_prompt boolean,
                                ADD COLUMN IF NOT EXISTS dunning_call_tries int,
                                ADD COLUMN IF NOT EXISTS dunning_threshold numeric
        """
    )
    cr.execute(
        """
        UPDATE res_company
           SET dunning_terms_in_working_days = FALSE, dunning_ease_prompt = FALSE, dunning_call_tries = 0, dunning_threshold = 0
        """
    )
