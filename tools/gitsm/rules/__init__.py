"""What must hold: one module per family, each with a tuple RULES; here they are put together, explicitly."""

from __future__ import annotations

from gitsm.check.rule import Rule
from gitsm.rules import avl, cal, chg, doc, imp, kpi, load, ola, pri, rac, ref, sla, sup, wfl

RULES: tuple[Rule, ...] = (
    *load.RULES,
    *doc.RULES,
    *ref.RULES,
    *rac.RULES,
    *wfl.RULES,
    *pri.RULES,
    *sla.RULES,
    *ola.RULES,
    *sup.RULES,
    *avl.RULES,
    *cal.RULES,
    *kpi.RULES,
    *imp.RULES,
    *chg.RULES,
)
"""Every rule, sorted by family as listed and by number."""

BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
