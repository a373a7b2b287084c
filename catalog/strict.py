"""What every model of the catalogue is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Strict(BaseModel):
    """Base of every catalogue model: no unknown field, no change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
