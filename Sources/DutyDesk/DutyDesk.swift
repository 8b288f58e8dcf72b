// DutyDesk
