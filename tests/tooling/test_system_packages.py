"""What the machine needs beyond Python."""

from tools.system_packages import NEEDS, refusal


def test_root_with_apt_is_served() -> None:
    assert refusal(list(NEEDS), is_root=True, has_apt=True) is None


def test_others_are_told_the_command_to_run() -> None:
    said = refusal(list(NEEDS), is_root=False, has_apt=True)
    assert said
    assert "sudo apt-get install chromium fonts-noto-cjk" in said


def test_another_system_is_told_the_names() -> None:
    said = refusal(list(NEEDS), is_root=True, has_apt=False)
    assert said
    assert "no apt-get" in said
    assert "gettext" in said
