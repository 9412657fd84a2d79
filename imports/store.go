package imports

import (
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/live"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// The kinds of import.
const (
	Airbnb     = "airbnb"     // listings and calendar of Inside Airbnb
	Owners     = "owners"     // a CSV
	Properties = "properties" // a CSV
	Bookings   = "bookings"   // a CSV
)

// Kinds lists them in the order forms offer them.
var Kinds = []string{Airbnb, Owners, Properties, Bookings}

// Hub tells the open pages of this node: *live.Hub.
type Hub interface{ Deliver(t live.Topic) }

// Options say what a Store needs from outside.
type Options struct {
	Now  func() time.Time // the clock; time.Now if nil
	Jobs *jobs.Queue      // works on uploads; without it only Now imports
	Live Hub              // is told of progress; nil tells nobody
	// Limit bounds the bytes of an uploaded file, 100 MB if zero.
	Limit int64
}

// Store runs imports. It is safe for concurrent use.
type Store struct {
	db        *db.DB
	people    *people.Store
	portfolio *portfolio.Store
	stays     *stays.Store
	jobs      *jobs.Queue
	live      Hub
	now       func() time.Time
	limit     int64

	mu      sync.Mutex
	running map[id.ID]*progress // on this node
}

const usualLimit = 100 << 20

// New makes a Store over d.
func New(d *db.DB, p *people.Store, f *portfolio.Store, s *stays.Store, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Limit == 0 {
		o.Limit = usualLimit
	}
	i := &Store{db: d, people: p, portfolio: f, stays: s, jobs: o.Jobs, live: o.Live, now: o.Now, limit: o.Limit, running: map[id.ID]*progress{}}
	p.Register(people.Kind{Thing: access.Import, From: "import_run r", Title: "r.kind", Columns: people.Columns{Business: "r.business_id"}})
	if o.Jobs != nil {
		jobs.Register(o.Jobs, "import.run", i.job, jobs.Rules{Attempts: 3, Limit: 1, Timeout: time.Hour})
	}
	return i
}
