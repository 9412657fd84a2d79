package story

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/money"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// marked is a company in which every text, sum and id tells where it comes from.
type marked struct {
	*company
	m      *marks
	ids    map[string]id.ID // by key: c1, p2, b3 …
	owners map[string][]string
	tokens map[string]string // outgoing calendars, by persona and property
}

// mark fills a company. c1 has p1 and three fifths of p2, c2 the rest of p2, c3
// has p3; p4 is the office's own.
func (m *marks) mark(c *company) *marked {
	w := &marked{company: c, m: m, ids: map[string]id.ID{}, tokens: map[string]string{},
		owners: map[string][]string{"p1": {"c1"}, "p2": {"c1", "c2"}, "p3": {"c3"}, "p4": nil}}
	for _, key := range []string{"c1", "c2", "c3"} {
		w.markClient(key)
	}
	for key, parts := range map[string][]portfolio.Part{"p1": {{Client: w.ids["c1"], BPS: 10_000}}, "p2": {{Client: w.ids["c1"], BPS: 6_000}, {Client: w.ids["c2"], BPS: 4_000}},
		"p3": {{Client: w.ids["c3"], BPS: 10_000}}, "p4": nil} {
		w.markProperty(key, parts)
	}
	w.markUnit("u1", "p3")
	for i, at := range []struct {
		property string
		arrive   int
	}{{"p1", 10}, {"p2", 12}, {"p3", 14}, {"p4", 16}, {"p1", -70}, {"p2", -75}, {"p3", -72}, {"p1", 0}} {
		w.markBooking(fmt.Sprintf("b%d", i+1), at.property, at.arrive)
	}
	w.markPayment("paid-once", "b5", "card", -60)
	w.markPayment("paid-pending", "b5", "bank", -50)
	w.markPayment("paid-lately", "b1", "card", -5)
	w.markPayment("paid-there", "b3", "card", -4)
	w.markBlock("k2", "p3", 30, stays.OfficeBlock)
	w.markBlock("k3", "p2", 33, stays.MaintenanceBlock)
	w.markQuote("q1", "p1", 50, false)
	w.markQuote("q2", "p3", 52, true)
	w.markStatement("s1", "c1")
	w.markStatement("s2", "c2")
	w.markStatement("s3", "c3")
	w.markFeed("f1", "p1")
	w.markFeed("f3", "p3")
	return w
}

func (w *marked) record(thing, key string) *record {
	return &record{company: w.Slug, thing: thing, key: key}
}

// at is a record at a property.
func (w *marked) at(thing, key, property string) *record {
	r := w.record(thing, key)
	r.property, r.owners = property, w.owners[property]
	return r
}

func (w *marked) keep(r *record, i id.ID) {
	w.ids[r.key] = i
	w.m.known(r, i.String())
}

func (w *marked) markClient(key string) {
	r, m := w.record("client", key), w.m
	r.client = key
	c, err := w.w.Portfolio.CreateClient(context.Background(), w.boss, portfolio.ClientForm{Name: m.word(r, "name", "name"),
		Email: m.word(r, "contact", "email") + "@owners.example", Phone: m.phone(r, "contact"), Address: m.word(r, "contact", "address"),
		CommissionBPS: 1_700, Reference: m.word(r, "terms", "reference"), Note: m.word(r, "notes", "note")})
	w.w.must(err)
	w.keep(r, c.ID)
	w.note(access.Client, c.ID, m.word(r, "notes", "body"))
}

// phone marks a telephone number.
func (m *marks) phone(r *record, group string) string {
	n := digits("phone" + r.company + r.thing + r.key)
	m.tell(fmt.Sprint(n), fact{of: r, group: group})
	return fmt.Sprint("+32 ", n)
}

func (w *marked) markProperty(key string, parts []portfolio.Part) {
	r, m := w.at("property", key, key), w.m
	nightly := digits("nightly" + w.Slug + key)
	m.number(nightly, fact{of: r, group: "terms"})
	p, err := w.w.Portfolio.CreateProperty(context.Background(), w.boss, portfolio.PropertyForm{Name: m.word(r, "name", "name"),
		Street: m.word(r, "details", "street"), City: m.word(r, "details", "city"), Description: m.word(r, "details", "description"),
		Reference: m.word(r, "details", "reference"), NightlyMinor: &nightly, Sleeps: 4})
	w.w.must(err)
	w.keep(r, p.ID)
	w.shares(p.ID, 0, parts...)
	w.note(access.Property, p.ID, m.word(r, "notes", "body"))
	_, err = w.w.Portfolio.Subscribe(context.Background(), w.boss, p.ID, m.word(r, "subscribers", "name"), m.word(r, "subscribers", "email")+"@third.example")
	w.w.must(err)
}

func (w *marked) markUnit(key, property string) {
	r := w.at("unit", key, property)
	u, err := w.w.Portfolio.CreateUnit(context.Background(), w.boss, w.ids[property], portfolio.UnitForm{Name: w.m.word(r, "name", "name"), Sleeps: 2})
	w.w.must(err)
	w.keep(r, u.ID)
}

func (w *marked) markBooking(key, property string, arrive int) {
	r, m := w.at("booking", key, property), w.m
	r.day, r.state = arrive, "confirmed"
	var charges []stays.ChargeForm
	var marked []*record
	for _, kind := range []string{stays.Rent, stays.Tax, stays.Cleaning} {
		c := w.at("charge", key+kind, property)
		c.day, c.on = arrive, r
		charges = append(charges, stays.ChargeForm{Kind: kind, Description: m.word(c, "notes", "description"), Amount: m.sum(c, "amount", "amount")})
		marked = append(marked, c)
	}
	b, err := w.w.Stays.CreateBooking(context.Background(), w.boss, stays.BookingForm{Property: w.ids[property],
		Nights: calendar.Nights{Arrive: day(arrive), Depart: day(arrive + 3)}, Source: stays.SourceAirbnb, Reference: m.word(r, "source", "reference"),
		Guest:   stays.Guest{Name: m.word(r, "guest", "guest"), Email: m.word(r, "contact", "email") + "@guests.example", Phone: m.phone(r, "contact"), Adults: 2},
		Charges: charges})
	w.w.must(err)
	w.keep(r, b.ID)
	w.note(access.Booking, b.ID, m.word(r, "notes", "body"))
	w.markSums(r, marked, b.ID)
}

// markSums notes what was worked out of a booking's charges.
func (w *marked) markSums(r *record, charges []*record, booking id.ID) {
	w.w.t.Helper()
	stay, err := w.w.Stays.Booking(context.Background(), w.boss, booking)
	w.w.must(err)
	for i, c := range stay.Charges {
		w.m.known(charges[i], c.ID.String())
	}
	for _, n := range []int64{stay.Total, stay.Tax, stay.Commission} {
		w.m.number(n, fact{of: r, group: "all-money"})
	}
	if len(stay.Shares) > 0 {
		w.m.number(stay.Owner, fact{of: r, group: "owner-money"})
	}
	for _, part := range stay.Shares {
		w.m.number(part.Minor, fact{of: r, group: "owner-money", client: w.keyOf(part.Client)})
	}
}

func (w *marked) keyOf(i id.ID) string {
	for key, known := range w.ids {
		if known == i {
			return key
		}
	}
	return ""
}

func (w *marked) markPayment(key, booking, method string, at int) {
	b := w.m.byID[w.ids[booking].String()]
	r := w.at("payment", key, b.property)
	r.on = b
	if r.day = at; method == "bank" {
		r.state = "pending"
	}
	i, err := w.w.Stays.RecordPayment(context.Background(), w.boss, w.ids[booking], stays.PaymentForm{Amount: w.m.sum(r, "amount", "amount"), Method: method,
		Memo: w.m.word(r, "notes", "memo"), Day: day(at)})
	w.w.must(err)
	w.m.known(r, i.String())
}

func (w *marked) markBlock(key, property string, arrive int, kind string) {
	r := w.at("block", key, property)
	r.day = arrive
	k, err := w.w.Stays.CreateBlock(context.Background(), w.boss, stays.BlockForm{Property: w.ids[property], Kind: kind, Label: w.m.word(r, "notes", "label"),
		Nights: calendar.Nights{Arrive: day(arrive), Depart: day(arrive + 2)}})
	w.w.must(err)
	w.keep(r, k.ID)
}

func (w *marked) markQuote(key, property string, arrive int, send bool) {
	r, m := w.at("quote", key, property), w.m
	r.day = arrive
	m.tell(letters(w.Slug+"property"+property+"name"), fact{of: r, group: "place"})
	q, err := w.w.Stays.CreateQuote(context.Background(), w.boss, stays.QuoteForm{Property: w.ids[property], Nights: calendar.Nights{Arrive: day(arrive), Depart: day(arrive + 2)},
		Guest: stays.Guest{Name: m.word(r, "guest", "guest"), Email: m.word(r, "guest", "email") + "@guests.example", Phone: m.phone(r, "guest"), Adults: 1},
		Lines: []stays.ChargeForm{{Kind: stays.Rent, Description: m.word(r, "amount", "line"), Amount: m.sum(r, "amount", "rent")}}, Message: m.word(r, "notes", "message")})
	w.w.must(err)
	w.keep(r, q.ID)
	if send {
		_, err = w.w.Stays.SendQuote(context.Background(), w.boss, q.ID, q.Version)
		w.w.must(err)
	}
}

// markStatement issues a client's statement over the bookings of the past and
// pays some of it out.
func (w *marked) markStatement(key, client string) {
	r, m := w.record("statement", key), w.m
	r.client, r.day = client, -30
	issued, err := w.w.Money.IssueStatement(context.Background(), w.boss, w.ids[client], day(-90), day(-30))
	w.w.must(err)
	s := issued[0]
	w.keep(r, s.ID)
	paid := w.record("payout", key+"-paid")
	paid.client = client
	amount := m.sum(paid, "amount", "amount")
	p, err := w.w.Money.RecordPayout(context.Background(), w.boss, money.PayoutForm{Statement: s.ID, Amount: amount, Method: "bank", Memo: m.word(paid, "amount", "memo")})
	w.w.must(err)
	m.known(paid, p.ID.String())
	m.tell(onlyDigits(amount), fact{of: r, group: "settled"})
	for _, n := range []int64{s.Opening, s.Earned, s.Closing} {
		m.number(n, fact{of: r, group: "amount"})
	}
	for _, line := range s.Lines {
		m.number(line.Minor, fact{of: r, group: "amount"})
	}
	w.printed(r, client)
}

// printed: the owner's name and address stand on their statement, and the names
// of their properties.
func (w *marked) printed(r *record, client string) {
	owner := w.m.byID[w.ids[client].String()]
	for _, field := range []string{"name", "address"} {
		w.m.tell(letters(w.Slug+"client"+owner.key+field), fact{of: r, group: "printed"})
	}
	for property, owners := range w.owners {
		if slices.Contains(owners, client) {
			w.m.tell(letters(w.Slug+"property"+property+"name"), fact{of: r, group: "printed"})
		}
	}
}

// markFeed brings a channel's calendar as a file. One of its events clashes with
// a booking that is there.
func (w *marked) markFeed(key, property string) {
	r := w.at("feed", key, property)
	arrive := 90
	ics := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Airbnb Inc//Hosting Calendar 0.8.8//EN\r\n" +
		event("new-"+key, "Reserved", arrive) + event("clash-"+key, w.m.word(r, "details", "clash"), map[string]int{"p1": 10, "p3": 14}[property]) + "END:VCALENDAR\r\n"
	f, _, err := w.w.Stays.UploadFeed(context.Background(), w.boss, stays.FeedForm{Property: w.ids[property], Channel: "airbnb"}, strings.NewReader(ics))
	w.w.must(err)
	w.keep(r, f.ID)
}

func event(uid, summary string, arrive int) string {
	plain := func(d calendar.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
	return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20310301T000000Z\r\nDTSTART;VALUE=DATE:" + plain(day(arrive)) + "\r\nDTEND;VALUE=DATE:" + plain(day(arrive+2)) +
		"\r\nSUMMARY:" + summary + "\r\nEND:VEVENT\r\n"
}

// enlist makes a persona a member with their grants. Their name, address and the
// office's notes on their access are marked too.
func (w *marked) enlist(p *persona) people.Member {
	w.w.t.Helper()
	r := w.record("member", p.name)
	r.by = p.name
	kind := people.Portal
	if p.staff {
		kind = people.Staff
	}
	var forms []people.GrantForm
	for i, g := range p.grants {
		form := people.GrantForm{Role: g.role, On: g.on, Switches: g.switches, Note: letters(fmt.Sprint(w.Slug, "grant", p.name, i))}
		for _, key := range g.of {
			form.Of = append(form.Of, w.ids[key])
		}
		if g.on == "business" {
			form.Of = []id.ID{w.business()}
		}
		if g.later {
			form.From = day(1)
		}
		forms = append(forms, form)
	}
	m, err := w.w.People.Join(context.Background(), w.ID, people.NewMember{Name: w.m.word(r, "name", "name"), Email: p.email(), Hashed: hashed(), Kind: kind, Grants: forms})
	w.w.must(err)
	w.keep(r, m.ID)
	w.m.tell(strings.TrimSuffix(p.email(), "@people.example"), fact{of: r, group: "contact"})
	rows, err := w.w.People.Grants(context.Background(), w.boss, m.ID)
	w.w.must(err)
	for _, g := range rows {
		gr := w.record("grant", p.name+g.ID.String())
		w.m.known(gr, g.ID.String())
		w.m.tell(g.Note, fact{of: gr, group: "reach"})
	}
	return m
}

func (p *persona) email() string { return letters("email"+p.name+p.company) + "@people.example" }

func (w *marked) business() id.ID {
	c, err := w.w.Portfolio.Client(context.Background(), w.boss, w.ids["c1"])
	w.w.must(err)
	return c.Business
}

// block has a persona block off nights, if they may.
func (w *marked) block(key, property, by string, who *access.Viewer, arrive int) {
	r := w.at("block", key, property)
	r.day, r.by = arrive, by
	k, err := w.w.Stays.CreateBlock(context.Background(), who, stays.BlockForm{Property: w.ids[property], Label: w.m.word(r, "notes", "label"),
		Nights: calendar.Nights{Arrive: day(arrive), Depart: day(arrive + 2)}})
	w.w.must(err)
	w.keep(r, k.ID)
	w.m.tell(letters(w.Slug+"member"+by+"name"), fact{of: r, group: "maker"})
}
