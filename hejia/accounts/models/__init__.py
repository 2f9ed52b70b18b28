from hejia.accounts.models.agency import Agency as Agency
from hejia.accounts.models.change import Change as Change
from hejia.accounts.models.lockout import Lockout as Lockout
from hejia.accounts.models.person import Person as Person
from hejia.accounts.models.post import Post as Post
from hejia.accounts.models.role import Role as Role
from hejia.accounts.models.token import Token as Token
