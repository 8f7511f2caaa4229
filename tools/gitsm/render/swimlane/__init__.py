"""Swimlane picture of a workflow: roles are columns, time runs down.

picture = swimlane(Workflow(title, description, lanes, nodes, edges))
picture.svg       the SVG, coloured by classes and CSS variables only
picture.drawing   where everything is, in px: boxes, chips, edge paths, lanes
"""

from gitsm.render.swimlane.model import (
    Box,
    Chip,
    Drawing,
    Edge,
    EdgePath,
    Lane,
    LaneBox,
    Node,
    NodeBox,
    NodeKind,
    Picture,
    Point,
    TooEntangled,
    Workflow,
    WorkflowError,
)
from gitsm.render.swimlane.picture import layout, swimlane

__all__ = [
    "Box",
    "Chip",
    "Drawing",
    "Edge",
    "EdgePath",
    "Lane",
    "LaneBox",
    "Node",
    "NodeBox",
    "NodeKind",
    "Picture",
    "Point",
    "TooEntangled",
    "Workflow",
    "WorkflowError",
    "layout",
    "swimlane",
]
