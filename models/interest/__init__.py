"""Statutory interest on late payment: regimes as data, dated rates with their sources, exact and explained amounts.

No Odoo, no database, no dependency. README.md shows how to use it alone.
"""

from .bulk import RateTable, known_periods
from .catalogue import Catalogue, load_catalogue, make_regime
from .choice import LawChoice, choose_law
from .claim import Claim, is_worth_charging, make_claim
from .daycount import ACT_360, ACT_365, ACT_ACT, DAY_COUNTS, THIRTY_E_360, year_fraction
from .ecb import MRO_KEY, read_ecb_csv
from .errors import (
    CsvError,
    EntryError,
    IncompleteRegimeError,
    InterestError,
    NoRegimeError,
    NotStartedError,
    UnknownRateError,
)
from .fees import Fee, FeeItem, Fees, fixed_sums, scale_amount
from .halfyear import HalfYear, round_half_up
from .imputation import Cost, Imputation, ImputedPayment, impute_payments
from .ledger import Credit, Debt, Dispute, Payment
from .rates import Rate, RateBook
from .regime import (
    BUSINESS,
    CONSUMER,
    FROZEN,
    PUBLIC,
    SIMPLE,
    VARIABLE,
    YEARLY,
    FeeSchedule,
    Limit,
    Regime,
    Rounding,
    Tier,
    Trigger,
)
from .segments import (
    INSOLVENCY,
    NOT_YET,
    PAID,
    REFUSE,
    STOP,
    UNKNOWN_RATE,
    UNTIL_ASKED,
    Interest,
    compute_interest,
)
from .series import CHANGES, DAY_BEFORE, FIRST_DAY, HALF_YEARS, DatedValue, Series, check_value
from .start import Facts, first_day, legal_due_date
from .timeline import Segment

__version__ = "1.0.0"
