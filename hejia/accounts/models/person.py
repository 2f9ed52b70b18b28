"""People who log in, and neighbour systems that hold a token."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from hejia.accounts.sight import Sight
from hejia.accounts.vocabulary import PersonKind, PersonStatus
from hejia.kernel.fields import SealedText


class People(BaseUserManager["Person"]):
    """Finds people by login, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """One account of one human being, or of one neighbour system.

    There is no super-user: what a person may do follows from the posts held, and from nothing
    else. Whoever is loaded by hejia.accounts.backends or a token carries those posts along.
    """

    id = models.AutoField(primary_key=True)
    login = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=30)
    kind = models.CharField("类型", max_length=8, choices=PersonKind, default=PersonKind.HUMAN)
    phone = SealedText(purpose="accounts.phone", verbose_name="手机号", blank=True)
    status = models.CharField(
        "状态", max_length=8, choices=PersonStatus, default=PersonStatus.ACTIVE
    )
    password_changed_at = models.DateTimeField("密码修改时间", null=True)
    must_change = models.BooleanField("下次登录须改密码", default=True)
    code_until = models.DateTimeField("一次性密码有效至", null=True, blank=True)
    acting_post_id = models.IntegerField("当前岗位", null=True, blank=True)
    created_at = models.DateTimeField("建立时间")
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    _sight: Sight | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # ours follows from the status
        return self.status == PersonStatus.ACTIVE

    @property
    def sight(self) -> Sight:
        """What this person may see and do. Raises RuntimeError if loaded without posts."""
        if self._sight is None:
            raise RuntimeError("loaded without posts: use accounts.public.person_by_key")
        return self._sight

    @sight.setter
    def sight(self, sight: Sight) -> None:
        self._sight = sight

    def may(self, permission: str) -> bool:
        """Whether any post in force now holds `permission`."""
        return permission in self.sight.permissions
