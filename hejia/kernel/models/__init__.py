from hejia.kernel.models.outbox import Effect as Effect
from hejia.kernel.models.outbox import Message as Message
from hejia.kernel.models.stamp import Stamp as Stamp
