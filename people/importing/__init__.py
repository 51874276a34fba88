"""Reading what an agency really has: pure plans from messy sheets. The one face of this package."""

from people.importing.agencies import AgencyPlan, AgencyRecord, KnownAgency, changed_facts, plan_agencies
from people.importing.headers import AGENCY_WORDINGS, STAFF_WORDINGS
from people.importing.identifiers import Named, named_people
from people.importing.problems import FLAGS, Problem, summarise
from people.importing.staff import StaffPlan, plan_staff
from people.importing.staff_facts import Directory, KnownPerson, StaffRecord
from people.importing.staff_row import judge_told
from people.importing.tables import find_headings

__all__ = [
    "AGENCY_WORDINGS",
    "FLAGS",
    "STAFF_WORDINGS",
    "AgencyPlan",
    "AgencyRecord",
    "Directory",
    "KnownAgency",
    "KnownPerson",
    "Named",
    "Problem",
    "StaffPlan",
    "StaffRecord",
    "changed_facts",
    "find_headings",
    "judge_told",
    "named_people",
    "plan_agencies",
    "plan_staff",
    "summarise",
]
