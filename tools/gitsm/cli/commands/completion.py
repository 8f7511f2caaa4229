"""`gitsm completion`: the script that teaches a shell the commands and options."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from gitsm.cli.output import emit

_SHELLS = ("bash", "zsh", "fish")


@click.command(name="completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell.

    \b
    bash:  gitsm completion bash > ~/.local/share/bash-completion/completions/gitsm
    zsh:   gitsm completion zsh > ~/.zfunc/_gitsm      (with ~/.zfunc in fpath)
    fish:  gitsm completion fish > ~/.config/fish/completions/gitsm.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None, shell
    # Not kind.source: that of bash starts the bash found on the PATH to ask for its version.
    emit(ShellComplete.source(kind(ctx.find_root().command, {}, "gitsm", "_GITSM_COMPLETE")) + "\n")
