"""Rights: what a role may, declared by the domain that owns the thing."""

from dataclasses import dataclass

from .roles import Role


@dataclass(frozen=True)
class Right:
    """`key` like «training.report», `title` as people say it, `roles` that hold it."""

    key: str
    title: str
    roles: frozenset[Role]


RIGHTS: dict[str, Right] = {}


def right(key: str, title: str, *roles: Role | frozenset[Role]) -> Right:
    """Declare a right, held by the roles (or sets of roles) named and by no other."""
    held: set[Role] = set()
    for role in roles:
        held |= role if isinstance(role, frozenset) else {role}
    if key in RIGHTS:
        raise ValueError(f"right {key} is declared twice")
    RIGHTS[key] = Right(key, title, frozenset(held))
    return RIGHTS[key]
