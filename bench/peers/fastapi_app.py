"""One route the way FastAPI is used: the command's contract as models, two words as the answer.

Prints its address; runs until it is stopped.
"""

from typing import Annotated, Literal, Optional

import uvicorn
from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1)]
Capability = Literal[
    "start_job", "propose_create_task", "propose_add_shopping_item", "clarify", "reject", "confirm"
]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Member(Strict):
    user_id: Id
    display_name: Optional[str] = None
    role: Optional[str] = None
    workload_score: Optional[float] = None


class Zone(Strict):
    zone_id: Id
    name: str


class ShoppingList(Strict):
    list_id: Id
    name: str


class Household(Strict):
    household_id: Optional[Id] = None
    members: Annotated[list[Member], Field(min_length=1)]
    zones: Optional[list[Zone]] = None
    shopping_lists: Optional[list[ShoppingList]] = None


class Defaults(Strict):
    default_assignee_id: Optional[Id] = None
    default_list_id: Optional[Id] = None


class Policies(Strict):
    quiet_hours: Optional[str] = None
    max_open_tasks_per_user: Annotated[Optional[int], Field(ge=0)] = None


class Context(Strict):
    household: Household
    defaults: Optional[Defaults] = None
    policies: Optional[Policies] = None


class Command(Strict):
    command_id: Id
    user_id: Id
    timestamp: AwareDatetime
    text: str
    capabilities: Annotated[list[Capability], Field(min_length=1)]
    context: Context


app = FastAPI()


@app.post("/v1/decide")
async def decide(command: Command):
    return {"status": "ok"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=0, access_log=False)
