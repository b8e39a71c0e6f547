"""What domains above have to say of a training on its page: they append, since training knows nothing of them."""

from collections.abc import Callable, Sequence

from ..models import Training

# Trainings → key → a sentence, of those of whom there is something to say; a constant number of statements.
NOTES: list[Callable[[Sequence[Training]], dict[int, str]]] = []


def notes_of(training: Training) -> list[str]:
    """Everything that is said of this one."""
    return [found[training.pk] for ask in NOTES if training.pk in (found := ask([training]))]
