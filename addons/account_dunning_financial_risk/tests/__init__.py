from . import test_financial_risk
