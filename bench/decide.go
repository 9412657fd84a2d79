package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
)

// decisionsAtOnce is how many decisions one call makes: a clock reads slower
// than one is made.
const decisionsAtOnce = 4096

// decisions sets Can against a map of properties and a bit set of verbs. Half
// of the records asked about are refused.
func decisions(_ context.Context, r *run) error {
	for _, n := range []int{10, 500} {
		viewer, records := holding(n)
		known := map[id.ID]uint64{}
		for i, rec := range records {
			if i%2 == 0 {
				known[rec.Property] = 1 << access.Read
			}
		}
		if err := agreeOn(viewer, known, records); err != nil {
			return err
		}
		var yes int
		ours := func() error {
			for i := range decisionsAtOnce {
				if viewer.Can(access.Read, &records[i%len(records)]) == access.Allowed {
					yes++
				}
			}
			return nil
		}
		limit := func() error {
			for i := range decisionsAtOnce {
				if known[records[i%len(records)].Property]&(1<<access.Read) != 0 {
					yes++
				}
			}
			return nil
		}
		p, err := r.turns(ours, limit)
		if err != nil {
			return err
		}
		f := p.figure(fmt.Sprintf("decision, %d grants", n), "ns", decisionsAtOnce)
		f.More = map[string]float64{"allocations of 4,096 decisions": allocations(ours)}
		if err := r.tell(f, atMost(100)); err != nil {
			return err
		}
	}
	return nil
}

// holding is a portal user with n grants on two properties each, and as many
// bookings on properties of theirs as on others'.
func holding(n int) (*access.Viewer, []access.Record) {
	account := nth(kindAccount, 0)
	var grants []access.Grant
	var records []access.Record
	for i := range n {
		own := []id.ID{nth(kindProperty, 4*i), nth(kindProperty, 4*i+2)}
		grants = append(grants, access.Grant{ID: nth(kindGrant, i), Role: access.RolePortal, On: access.OnProperty, Of: own, Properties: own,
			Switches: access.SetOf(access.SwitchCalendar, access.SwitchGuestName)})
		for k := range 4 {
			records = append(records, access.Record{Thing: access.Booking, ID: nth(kindBooking, 4*i+k), Account: account, Property: nth(kindProperty, 4*i+k)})
		}
	}
	who := access.Who{Account: account, Person: nth(kindPerson, 0), Member: nth(kindPerson, 1), Today: calendar.Day(2026, 11, 22)}
	return access.NewViewer(access.Page, who, grants, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)), records
}

func agreeOn(v *access.Viewer, known map[id.ID]uint64, records []access.Record) error {
	for i := range records {
		if (v.Can(access.Read, &records[i]) == access.Allowed) != (known[records[i].Property] != 0) {
			return fmt.Errorf("the two sides do not agree on record %d", i)
		}
	}
	return nil
}

func allocations(do func() error) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_ = do()
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs - before.Mallocs)
}
