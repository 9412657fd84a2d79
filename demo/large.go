package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// How large is large: about a million bookings.
const (
	manyProperties = 20_000
	perOwner       = 4
	boost          = 2.9 // times as many bookings a place as in the small demo
	atOnce         = 100 // properties written together
)

// grow adds owners, homes and bookings until the company is large.
func (f *firm) grow() error {
	began := time.Now()
	if f.o.Properties == 0 {
		f.o.Properties = manyProperties
	}
	ids, err := f.growOwners()
	if err != nil {
		return err
	}
	places, err := f.growHomes(ids)
	if err != nil {
		return err
	}
	f.o.Say("  %d owners and %d properties after %.0f s", len(ids), len(places), time.Since(began).Seconds())
	n, err := f.growBookings(places, began)
	if err == nil {
		f.o.Say("  %d bookings after %.0f s", n, time.Since(began).Seconds())
	}
	return err
}

func (f *firm) growOwners() ([]id.ID, error) {
	var ids []id.ID
	r := dice("many owners", 0)
	for len(ids) < (f.o.Properties+perOwner-1)/perOwner {
		err := f.DB.Write(f.ctx, func(tx *db.Tx) error {
			for range min(500, (f.o.Properties+perOwner-1)/perOwner-len(ids)) {
				g := someGuest(r)
				c, err := f.Portfolio.CreateClientIn(f.ctx, tx, f.boss, portfolio.ClientForm{Kind: portfolio.Owner, Name: g.name, Email: g.email, Phone: g.phone,
					Address: fmt.Sprintf("%s %d\n%s", pick(r, streets...), 1+r.IntN(200), pick(r, towns...)), CommissionBPS: 1500 + 100*r.Int64N(11)})
				if err != nil {
					return err
				}
				ids = append(ids, c.ID)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

var (
	streets = []string{"Zeelaan", "Kerkstraat", "Duinweg", "Nieuwstraat", "Stationsstraat", "Koninginnelaan", "Vissersstraat", "Parklaan", "Molenweg", "Dorpsplein"}
	towns   = []string{"De Panne", "Koksijde", "Nieuwpoort", "Middelkerke", "Oostende", "Bredene", "De Haan", "Blankenberge", "Knokke-Heist", "Brugge", "Gent", "Antwerpen"}
	sorts   = []string{"Appartement", "Studio", "Villa", "Huis", "Chalet", "Loft"}
	calls   = []string{"Strandloper", "Zeester", "Kokkel", "Branding", "Eb & Vloed", "Garnaal", "Duinpan", "Zilvermeeuw", "Noorderlicht", "Bries", "Zeehond", "Helm", "Stormvogel", "Wadlander", "Anker", "Kompas"}
)

// growHomes gives each owner four homes or so; each eighth is shared.
func (f *firm) growHomes(owners []id.ID) ([]place, error) {
	var all []place
	r := dice("many homes", 0)
	for len(all) < f.o.Properties {
		err := f.DB.Write(f.ctx, func(tx *db.Tx) error {
			for range min(atOnce, f.o.Properties-len(all)) {
				p, err := f.growHome(tx, r, owners, len(all))
				if err != nil {
					return err
				}
				all = append(all, p)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (f *firm) growHome(tx *db.Tx, r *rand.Rand, owners []id.ID, n int) (place, error) {
	p := place{nightly: 60 + r.Int64N(60)*5, sleeps: 2 + r.Int64N(8)}
	cents := p.nightly * 100
	made, err := f.Portfolio.CreatePropertyIn(f.ctx, tx, f.boss, portfolio.PropertyForm{Name: fmt.Sprintf("%s %s %d", pick(r, sorts...), pick(r, calls...), n+1),
		Kind: pick(r, "apartment", "apartment", "house"), Street: fmt.Sprintf("%s %d", pick(r, streets...), 1+r.IntN(300)), Postcode: fmt.Sprint(8000 + 10*r.IntN(68)),
		City: pick(r, towns...), Country: "België", Sleeps: p.sleeps, NightlyMinor: &cents})
	if err != nil {
		return p, err
	}
	p.property = made.ID
	mine := owners[n/perOwner%len(owners)]
	parts := []portfolio.Part{{Client: mine, BPS: 10_000}}
	if other := owners[r.IntN(len(owners))]; n%8 == 0 && other != mine {
		parts = []portfolio.Part{{Client: mine, BPS: 5_000}, {Client: other, BPS: 5_000}}
	}
	return p, f.Portfolio.SetSharesIn(f.ctx, tx, f.boss, made.ID, parts, 0)
}

// growBookings fills the places. The next bookings are made up while the last
// are being written.
func (f *firm) growBookings(places []place, began time.Time) (n int, err error) {
	ctx, stop := context.WithCancel(f.ctx)
	defer stop()
	batches := make(chan []stays.Past, 1)
	go f.makeUp(ctx, places, batches)
	for batch := range batches {
		err := f.DB.Write(f.ctx, func(tx *db.Tx) error {
			_, err := f.Stays.CreateMany(f.ctx, tx, f.boss, batch)
			return err
		})
		if err != nil {
			return n, err
		}
		if n/100_000 < (n+len(batch))/100_000 {
			f.o.Say("  %d bookings after %.0f s", n+len(batch), time.Since(began).Seconds())
		}
		n += len(batch)
	}
	return n, f.ctx.Err()
}

func (f *firm) makeUp(ctx context.Context, places []place, batches chan<- []stays.Past) {
	defer close(batches)
	for from := 0; from < len(places); from += atOnce {
		var batch []stays.Past
		for i := from; i < min(from+atOnce, len(places)); i++ {
			r := dice("many stays", i)
			for _, n := range spans(r, f.today, boost) {
				batch = append(batch, terse(f.stay(r, places[i], n)))
			}
		}
		select {
		case batches <- batch:
		case <-ctx.Done():
			return
		}
	}
}

// terse leaves out how to reach guests of channels, which most channels keep to
// themselves: a third less to write.
func terse(p stays.Past) stays.Past {
	if p.Source != stays.SourceDirect {
		p.Guest.Email, p.Guest.Phone = "", ""
	}
	return p
}
