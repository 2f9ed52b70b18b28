"""The catalogue. Importing this package registers every rule."""

import importlib
import pkgutil

from hejia.checker.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule"]

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)
