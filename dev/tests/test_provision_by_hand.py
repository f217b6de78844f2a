"""The provision of a small demo company equals the one that ``provision_by_hand`` computes from plain journal items."""

from datetime import date

import provision_by_hand
import pytest
from test_demo import FEW

import demo_data
import demo_data_customers
import lib


@pytest.fixture(scope="module")
def books(base_db):
    """A database with few customers of the demo, one of them a branch's, and nine weeks of their story."""
    from replay_worker import forget

    db = f"{base_db}_provision"
    lib.copy_db(base_db, db)
    customers = tuple(one for one in demo_data_customers.CUSTOMERS if one.name in FEW)
    try:
        demo_data.build(db, date.today(), customers)
        yield db
    finally:
        forget(db)
        lib.drop_db(db)


def test_provision_equals_the_one_by_hand(books):
    with lib.odoo_env(books) as env:
        company = env["res.company"].search([("parent_id", "=", False)], order="id", limit=1)
        env = env(context={"allowed_company_ids": company._dunning_companies().ids})
        for day in (date.today(), provision_by_hand.month_end(date.today())):
            lines, wrong = provision_by_hand.compare(env, company, day)
            assert wrong == []
            assert len(lines) == 2 + 18
