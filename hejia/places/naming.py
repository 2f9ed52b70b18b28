"""Names of areas as lists and charts show them. Pure."""


def short_name(name: str) -> str:
    """Without its kind, e.g. 平湖 for 平湖街道, 03网格 for 第03网格."""
    for kind in ("街道", "社区", "区"):
        if name.endswith(kind) and len(name) > len(kind) + 1:
            return name.removesuffix(kind)[:30]
    return name.removeprefix("第")[:30]
