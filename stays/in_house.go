package stays

import (
	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
)

// longStay is how many nights make a stay long. Long ones are few and have an
// index of their own, so that who is in the house on a day is found among the
// stays of two weeks instead of five years.
const longStay = 14

// little reports whether somebody sees only the bookings of a few properties.
func little(who *access.Viewer) bool { return who.Where(access.Read, access.Booking).Few(fewIDs) }

// inHouse keeps the bookings whose guests came before day and leave after it.
// The few that somebody sees of a few properties are looked at one by one.
func inHouse(q db.Query, who *access.Viewer, day calendar.Date) db.Query {
	if little(who) {
		return spanning(q, day)
	}
	return q.And("b.id IN (SELECT i.id FROM booking i WHERE i.account_id = ? AND i.arrive >= ? AND i.arrive < ? AND i.depart > ? AND i.depart - i.arrive <= 14"+
		" UNION ALL SELECT l.id FROM booking l WHERE l.account_id = ? AND l.depart > ? AND l.arrive < ? AND l.depart - l.arrive > 14)",
		who.Account(), day-longStay, day, day, who.Account(), day, day)
}

func spanning(q db.Query, day calendar.Date) db.Query {
	return q.And("b.arrive < ? AND b.arrive > ? AND b.depart > ?", day, day-calendar.MaxNights-1, day)
}

// inHouseParts is inHouse as queries that have no booking in common, each of
// which an index answers in the order of departures: whoever wants the first few
// need not gather all.
func inHouseParts(q db.Query, who *access.Viewer, day calendar.Date) []db.Query {
	if little(who) {
		return []db.Query{spanning(q, day)}
	}
	return []db.Query{
		q.And("b.depart > ? AND b.depart < ? AND b.arrive < ? AND b.arrive >= ? AND b.depart - b.arrive <= 14", day, day+longStay, day, day-longStay),
		q.And("b.depart > ? AND b.arrive < ? AND b.depart - b.arrive > 14", day, day),
	}
}
