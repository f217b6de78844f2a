"""Plans from before there were windows keep each invoice for itself: existing settings stay. New plans get the default."""


def migrate(cr, version):
    cr.execute(
        """
        ALTER TABLE dunning_plan ADD COLUMN IF NOT EXISTS grouping_window int,
                                 ADD COLUMN IF NOT EXISTS letter_window int,
                                 ADD COLUMN IF NOT EXISTS not_again_days int
        """
    )
    cr.execute("UPDATE dunning_plan SET grouping_window = 0, letter_window = 0, not_again_days = 0")
