"""`diagnose_software`: the programme that goes with the robot, found out together by gestures that erase nothing."""

from __future__ import annotations

from actions.diagnosis import Diagnosis

TASK = Diagnosis("diagnose_software")
