"""Why a finding is as sure as it is: the decisions on its own match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.engine.explain import Explainer
from scanner.scan.explain import place_of_line

if TYPE_CHECKING:
    from scanner.audit.look import FileLook, Scene
    from scanner.engine.prefilter.interface import Prefilter
    from scanner.model import Location
    from scanner.ruleset.load import Ruleset


class Reasons:
    """Asks the engine about places, as `keysieve explain` does."""

    def __init__(self, scene: Scene, ruleset: Ruleset, prefilter: Prefilter) -> None:
        self._scene = scene
        self._ruleset = ruleset
        self._prefilter = prefilter

    def why(self, look: FileLook, place: Location) -> tuple[str, ...]:
        """Return what spoke for and against the finding at `place`; nothing if it is none of ours."""
        fragment = look.fragment_at(place.line)
        if fragment is None:
            return ()
        explainer = Explainer(self._ruleset, self._prefilter, self._scene.policy.rules_off(fragment.path))
        traced = explainer.explain(fragment, place_of_line(fragment, place.line))
        for text in traced.texts:
            for attempt in text.attempts:
                for match in attempt.matches:
                    if match.finding is not None and match.finding.location == place:
                        said = [f"{attempt.rule.id} says {attempt.rule.confidence}"]
                        said += [f"{text.encoding} decoded"] if text.encoding else []
                        said += [
                            f"{step.name}: {step.reason}, so {step.confidence}"
                            for step in match.steps
                            if step.reason and step.confidence is not None
                        ]
                        return tuple(said if len(said) > 1 else [*said, "nothing speaks against it"])
        return ()
