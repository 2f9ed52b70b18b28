"""Back office: its first page, tokens, and the history of all settings."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hejia.accounts.access import needs, person_of
from hejia.accounts.commands.tokens import issue_token, revoke_token
from hejia.accounts.forms.people import ChangesFilter, LogFilter, TokenForm
from hejia.accounts.forms.refusals import show
from hejia.accounts.permissions import PERMISSIONS
from hejia.accounts.queries.history import latest
from hejia.accounts.queries.names import keys_like, names_of
from hejia.accounts.queries.structure import token_rows
from hejia.audit import public as audit
from hejia.kernel.errors import Refused
from hejia.kernel.numerals import whole


@dataclass(frozen=True, slots=True)
class Door:
    """One room of the back office. Rooms above this one are entered by their route's name."""

    label: str
    what: str
    icon: str
    route: str
    permission: str


DOORS = (
    Door("人员", "账号、岗位、锁定与一次性密码", "users", "accounts:people", "accounts.manage"),
    Door("机构", "妇联三级与联动单位的机构树", "building", "accounts:agencies", "accounts.manage"),
    Door("接口令牌", "程序与对接系统的访问令牌", "key", "accounts:tokens", "accounts.manage"),
    Door(
        "角色与权限", "每个角色能做什么、看多远", "shield-check", "accounts:roles", "roles.manage"
    ),
    Door("代码表", "来源、类型、原因等可选项", "tags", "accounts:codes", "codes.manage"),
    Door("工作日历", "法定节假日与调休", "calendar", "accounts:calendar", "calendar.manage"),
    Door("办理时限", "各风险等级的签收、首联、办结时限", "clock", "case_limits", "limits.manage"),
    Door("分派规则", "什么案件分给谁", "route", "case_routes", "rules.manage"),
    Door("区域与地址", "街道、社区、网格与统一地址", "map-2", "places:index", "places.manage"),
    Door("操作日志", "谁看了什么、改了什么", "list-search", "accounts:log", "audit.view"),
    Door("变更历史", "后台设置的全部修改记录", "history", "accounts:changes", "audit.view"),
)


@require_GET
@needs(*sorted({door.permission for door in DOORS}))
def index(request: HttpRequest) -> HttpResponse:
    """What of the back office is open to this person."""
    person = person_of(request)
    doors = [
        (door, url)
        for door in DOORS
        if person.may(door.permission) and (url := _address(door.route))
    ]
    return render(request, "accounts/backoffice/index.html", {"doors": doors})


@require_GET
@needs("accounts.manage")
def tokens(request: HttpRequest) -> HttpResponse:
    context = {"rows": token_rows(now=timezone.now()), "labels": PERMISSIONS}
    return render(request, "accounts/backoffice/tokens.html", context)


@require_http_methods(["GET", "POST"])
@needs("accounts.manage")
def new_token(request: HttpRequest) -> HttpResponse:
    """Issue a token; its text is shown once, on the answer to this request."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            raw = issue_token(
                given["login"],
                name=given["name"],
                lasts=timedelta(days=given["days"]),
                scopes=given["scopes"],
                actor=person_of(request),
                now=timezone.now(),
            )
        except Refused as refused:
            show(form, refused)
        else:
            shown = {"raw": raw, "given": given}
            return render(request, "accounts/backoffice/token_issued.html", shown)
    return render(
        request,
        "accounts/backoffice/token_form.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@needs("accounts.manage")
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    revoke_token(token_id, actor=person_of(request), now=timezone.now())
    messages.success(request, "令牌已吊销，立即失效。")
    return HttpResponseRedirect(reverse("accounts:tokens"))


@require_GET
@needs("audit.view")
def changes(request: HttpRequest) -> HttpResponse:
    """Every change of every setting, newest first."""
    filters = ChangesFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    after = request.GET.get("after", "")
    rows, following = latest(before=whole(after), **chosen)
    context = {"filters": filters, "rows": rows, "after": following}
    return render(request, "accounts/backoffice/changes.html", context)


@require_GET
@needs("audit.view")
def log(request: HttpRequest) -> HttpResponse:
    """Who let themselves in, looked at what and took out what, newest first."""
    filters = LogFilter(request.GET)
    after = request.GET.get("after", "")
    lines, following = audit.records(_wanted(filters), before=whole(after))
    names = names_of({line.person for line in lines if line.person is not None})
    rows = [(line, names.get(line.person or 0) or _nobody(line.code)) for line in lines]
    context = {"filters": filters, "rows": rows, "after": following}
    return render(
        request, "accounts/backoffice/log.html", context, status=200 if filters.is_valid() else 422
    )


def _nobody(act: str) -> str:
    """What stands for a person: at the door nobody is known, at the terminal the system acts."""
    return "未登录" if act.startswith("accounts.login") else "系统"


def _wanted(filters: LogFilter) -> audit.Wanted:
    """What is asked for; filters that are no good show everything and say what is wrong."""
    given = filters.cleaned_data if filters.is_valid() else {}
    who = given.get("who", "")
    return audit.Wanted(
        persons=tuple(keys_like(who)) if who else None,
        action=given.get("action", ""),
        subject=given.get("subject", ""),
        since=given.get("since"),
        until=given.get("until"),
    )


def _address(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
