package bench

import (
	"context"
	"encoding/hex"
	"net"
	"net/http"
	"strconv"
	"time"

	"keyhouse/calendar"
	"keyhouse/id"
)

// bare is the least a server can do: it knows whoever asks by a word in the
// path, runs the perfect statement and writes what it gives as JSON, by hand.
// It signs nobody in, hides nothing and logs nothing.
type bare struct {
	*http.ServeMux
	address string
	server  *http.Server
}

func openBare() (*bare, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b := &bare{ServeMux: http.NewServeMux(), address: l.Addr().String()}
	b.server = &http.Server{Handler: b, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = b.server.Serve(l) }()
	return b, nil
}

func (b *bare) close() { _ = b.server.Close() }

// list answers path with the page of a statement; all says whether money and
// contacts show too.
func (b *bare) list(path string, s *statement, all bool) {
	b.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		rows, err := s.page(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		out := append(make([]byte, 0, 32<<10), `{"items":[`...)
		for i := range rows[:min(50, len(rows))] {
			if i > 0 {
				out = append(out, ',')
			}
			out = rows[i].json(out, all)
		}
		answer(w, append(out, `],"next":null,"prev":null}`...))
	})
}

// one answers path with one booking, or that there is none.
func (b *bare) one(path string, s *statement, all bool) {
	b.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		rows, err := s.page(r.Context())
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		case len(rows) == 0:
			http.Error(w, `{"title":"Not found"}`, http.StatusNotFound)
		default:
			answer(w, rows[0].json(make([]byte, 0, 1<<10), all))
		}
	})
}

func answer(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // nobody is there to be told
}

// json writes a booking as long as the API's own are. Made-up texts need no
// escaping.
func (r *row) json(b []byte, all bool) []byte {
	b = text(b, `{"id":"`, uuid(r.id))
	b = text(b, `","business":"`, uuid(r.business))
	b = whole(b, `","number":`, r.number)
	b = text(b, `,"property":{"id":"`, uuid(r.property))
	b = text(b, `","name":"`, r.place)
	b = day(b, `"},"arrive":"`, r.arrive)
	b = day(b, `","depart":"`, r.depart)
	b = whole(b, `","nights":`, int64(r.depart-r.arrive))
	b = text(b, `,"state":"`, r.state)
	b = whole(b, `","adults":`, r.adults)
	b = whole(b, `,"children":`, r.children)
	b = time.UnixMicro(r.createdAt).UTC().AppendFormat(append(b, `,"created":"`...), time.RFC3339Nano)
	b = whole(b, `","version":`, r.version)
	b = text(b, `,"guest":"`, r.guest)
	if all {
		b = text(b, `","email":"`, r.email)
		b = text(b, `","phone":"`, r.phone)
		b = text(b, `","source":"`, r.source)
		b = text(b, `","reference":"`, r.reference)
	}
	b = sum(b, `","owner":{"minor":`, r.owner, r.currency)
	if !all {
		return append(b, `,"hidden":["contact","source","notes","all-money"]}`...)
	}
	b = sum(b, `,"total":{"minor":`, r.total, r.currency)
	b = sum(b, `,"tax":{"minor":`, r.tax, r.currency)
	b = sum(b, `,"commission":{"minor":`, r.commission, r.currency)
	b = sum(b, `,"paid":{"minor":`, r.paid, r.currency)
	b = sum(b, `,"owed":{"minor":`, r.total-r.paid, r.currency)
	return append(b, `,"hidden":[]}`...)
}

func sum(b []byte, name string, minor int64, currency string) []byte {
	return append(text(whole(b, name, minor), `,"currency":"`, currency), `"}`...)
}

func text(b []byte, name, value string) []byte { return append(append(b, name...), value...) }

func whole(b []byte, name string, value int64) []byte {
	return strconv.AppendInt(append(b, name...), value, 10)
}

func day(b []byte, name string, d calendar.Date) []byte {
	return d.Time().AppendFormat(append(b, name...), time.DateOnly)
}

func uuid(i id.ID) string {
	var out [36]byte
	hex.Encode(out[:], i[:4])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	hex.Encode(out[9:], i[4:6])
	hex.Encode(out[14:], i[6:8])
	hex.Encode(out[19:], i[8:10])
	hex.Encode(out[24:], i[10:])
	return string(out[:])
}

// BareServer is the least a server of an existing database can do, for the
// start of a real one to be set against: it opens the file, prepares the page
// of the account's last person and answers with it. It prints where it listens
// and answers until ctx ends.
func BareServer(ctx context.Context, file string, ready func(address string)) error {
	pool, err := byHand(file)
	if err != nil {
		return err
	}
	defer pool.Close()
	w := &world{slug: "quay"}
	if err := pool.QueryRowContext(ctx, "SELECT id FROM account WHERE slug = ?", w.slug).Scan(&w.account); err != nil {
		return err
	}
	w.reach = make([][]id.ID, len(persons))
	all, err := (&set{hand: pool}).pages(ctx, w, len(persons)-1)
	if err != nil {
		return err
	}
	b, err := openBare()
	if err != nil {
		return err
	}
	defer b.close()
	b.list("/page", all[0], true)
	ready(b.address)
	<-ctx.Done()
	return nil
}
