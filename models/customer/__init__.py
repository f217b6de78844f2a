from . import (
    dunning_event,
    dunning_profile,
    dunning_profile_claims,
    dunning_profile_contacts,
    dunning_profile_figures,
    dunning_profile_health,
    dunning_profile_once,
    dunning_profile_overview,
    dunning_profile_payment_runs,
    dunning_profile_tracking,
    res_partner,
    res_partner_moved,
)
