"""The people and agencies of the demonstration: all made up, and named so that it shows."""

from hejia.accounts.demo.featured import COMMUNITY_CODE as COMMUNITY_CODE
from hejia.accounts.demo.featured import PASSWORD as PASSWORD
from hejia.accounts.demo.featured import Featured as Featured
from hejia.accounts.demo.featured import featured_logins as featured_logins
from hejia.accounts.demo.loading import load as load
