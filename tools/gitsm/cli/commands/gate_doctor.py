"""`gitsm gate doctor`: do the settings of the platform make the verdict count?"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from gitsm.approvals.ruleset import Binding
from gitsm.base.errors import CannotWorkHere
from gitsm.cli.gate.access import app_number, place_of, sign_in
from gitsm.cli.gate.doctor import examine
from gitsm.cli.output import emit, tell, wants_colour
from gitsm.cli.session import Session
from gitsm.export.gate_doctor import gate_doctor_json, gate_doctor_text
from gitsm.export.parts.style import Style
from gitsm.plan.plan import policy_of


@click.command(name="doctor")
@click.option("--repo", metavar="OWNER/NAME", help="Default: the repository of the workflow run.")
@click.option("--binding", type=click.Choice(["head", "meaning"]), help="Default: as the change policy says.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_context
def command(ctx: click.Context, repo: str | None, binding: Binding | None, form: str, as_json: bool) -> int:
    """Compare the live protection of the branch with what the gate needs.

    Exits 1 where a setting is a problem or cannot be known, 3 where the platform cannot be asked at all.
    """
    place = place_of(repo)
    wanted = binding or _declared(Path(ctx.find_root().obj["directory"]))
    tell(f"asking {urlsplit(place.api).hostname or place.api} for the settings of {place.repository}")
    forge = sign_in(place, apply=False, settings=True)
    number = forge.app_id or app_number()
    if not number:
        raise CannotWorkHere(
            "GITSM_APP_ID is not set, so nothing says which App is the gate's.",
            "set GITSM_APP_ID, and GITSM_APP_KEY so that all settings can be seen",
        )
    answers = list(examine(forge, wanted, number))
    as_json = as_json or form == "json"
    emit(gate_doctor_json(answers, wanted) if as_json else gate_doctor_text(answers, wanted, Style(wants_colour())))
    return int(any(one.state != "ok" for one in answers))


def _declared(directory: Path) -> Binding:
    session = Session(directory)
    snapshot = session.load()
    policy = policy_of(snapshot, session.as_of(snapshot))
    if policy is None:
        raise CannotWorkHere(
            "processes/change-enablement.yaml holds no change policy, so the binding is not known.",
            "name it: --binding head or --binding meaning",
        )
    return policy.binding
