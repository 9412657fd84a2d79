package live_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/live"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func publish(t testing.TB, d *db.DB, h *live.Hub, topics ...live.Topic) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error { return h.Publish(context.Background(), tx, topics...) })
	if err != nil {
		t.Fatal(err)
	}
}

func ended(c *live.Channel) bool {
	select {
	case <-c.Done():
		return true
	default:
		return false
	}
}

func TestWhoseChannelsEnd(t *testing.T) {
	house, other := id.New(), id.New()
	ann, bob := id.New(), id.New()
	sessions := []id.ID{id.New(), id.New(), id.New(), id.New()}
	owners := []live.Owner{
		{Session: sessions[0], Person: ann, Account: house},
		{Session: sessions[1], Person: ann, Account: house},
		{Session: sessions[2], Person: ann, Account: other},
		{Session: sessions[3], Person: bob, Account: house},
	}
	cases := []struct {
		name  string
		topic live.Topic
		want  []bool
		last  string
	}{
		{"signing out ends that session's pages", live.EndSession(sessions[0]), []bool{true, false, false, false}, live.Ended},
		{"deactivating a member ends their pages in that account only", live.EndMember(house, ann), []bool{true, true, false, false}, live.Ended},
		{"other access has their pages there come again", live.Renew(house, ann), []bool{true, true, false, false}, live.Again},
		{"deleting a person ends their pages everywhere", live.EndPerson(ann), []bool{true, true, true, false}, live.Ended},
		{"suspending an account ends everyone's pages there", live.EndAccount(house), []bool{true, true, false, true}, live.Ended},
		{"a change ends nobody's", live.Changed(house, "booking"), []bool{false, false, false, false}, ""},
		{"an unknown hint is passed over", "end everything now", []bool{false, false, false, false}, ""},
		{"a broken hint is passed over", "end member", []bool{false, false, false, false}, ""},
		{"an empty hint is passed over", "", []bool{false, false, false, false}, ""},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			h := live.NewHub(nil, live.Options{})
			var open []*live.Channel
			for _, o := range owners {
				open = append(open, h.Open(o))
			}
			h.Deliver(tt.topic)
			left := 0
			for i, c := range open {
				if ended(c) != tt.want[i] {
					t.Errorf("channel %d ended: %v", i, ended(c))
				}
				if tt.want[i] && c.Last() != tt.last {
					t.Errorf("channel %d was told %q", i, c.Last())
				}
				if !tt.want[i] {
					left++
				}
				c.Close()
				c.Close() // twice is once
			}
			if h.Len() != 0 {
				t.Errorf("%d channels are still held", h.Len())
			}
		})
	}
}

func TestWhoIsTold(t *testing.T) {
	house, other, ann, bob := id.New(), id.New(), id.New(), id.New()
	h := live.NewHub(nil, live.Options{})
	both := h.Open(live.Owner{Session: id.New(), Person: ann, Account: house, Wants: []string{"booking", "member"}})
	none := h.Open(live.Owner{Session: id.New(), Person: bob, Account: house})
	stranger := h.Open(live.Owner{Session: id.New(), Person: bob, Account: other, Wants: []string{"booking", "member"}})
	for range 1000 { // a page that never reads keeps one word of each kind
		h.Deliver(live.Changed(house, "booking"))
		h.Deliver(live.ChangedFor(house, ann, "member"))
		h.Deliver(live.ChangedFor(house, bob, "member"))
		h.Deliver(live.Changed(house, "quote"))
	}
	<-both.Ready()
	words := map[string]bool{}
	for _, hint := range both.Take() {
		words[hint.Word] = hint.General()
	}
	if len(words) != 2 || !words["booking"] || !words["member"] {
		t.Errorf("told %v", words)
	}
	if w := none.Take(); len(w) != 0 {
		t.Errorf("who asked for nothing was told %q", w)
	}
	if w := stranger.Take(); len(w) != 0 {
		t.Errorf("another account was told %q", w)
	}
}

func TestOnlyWhatIsCommittedIsHeard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := live.NewHub(d, live.Options{})
		s := id.New()
		c := h.Open(live.Owner{Session: s})
		d.Write(t.Context(), func(tx *db.Tx) error {
			h.Publish(t.Context(), tx, live.EndSession(s))
			return context.Canceled
		})
		if ended(c) {
			t.Fatal("a change that was undone ended a page")
		}
		publish(t, d, h, live.EndSession(s))
		<-c.Done()
	})
}

// Two hubs are two nodes: the other one hears by looking.
func TestAnotherNodeHears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, listen := range []bool{false, true} {
			o := live.Options{Poll: 20 * time.Millisecond}
			if listen {
				if d.Dialect() != access.Postgres {
					continue
				}
				o = live.Options{Poll: time.Hour, Listen: true} // only the notification can be what wakes it
			}
			here, there := live.NewHub(d, o), live.NewHub(d, o)
			ctx, stop := context.WithCancel(t.Context())
			var nodes sync.WaitGroup
			for _, h := range []*live.Hub{here, there} {
				nodes.Go(func() { h.Run(ctx) })
			}
			s, house := id.New(), id.New()
			c := there.Open(live.Owner{Session: s, Account: house, Wants: []string{"booking"}})
			told := false
			for !told { // the listener may still be connecting
				publish(t, d, here, live.Changed(house, "booking"))
				select {
				case <-c.Ready():
					told = true
				case <-time.After(100 * time.Millisecond):
				}
			}
			publish(t, d, here, live.EndSession(s))
			<-c.Done()
			stop()
			nodes.Wait()
		}
	})
}

func TestStream(t *testing.T) {
	h := live.NewHub(nil, live.Options{})
	house, s := id.New(), id.New()
	opened := make(chan struct{}, 2)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := h.Open(live.Owner{Session: s, Account: house, Wants: []string{"booking"}})
		opened <- struct{}{}
		live.Stream(w, r, c, live.Asks{})
	}))
	defer srv.Close()
	res, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	<-opened
	h.Deliver(live.Changed(house, "booking"))
	var all strings.Builder
	b := make([]byte, 256)
	for !strings.Contains(all.String(), "changed") {
		n, _ := res.Body.Read(b)
		all.Write(b[:n])
	}
	h.Deliver(live.EndSession(s))
	for !strings.Contains(all.String(), "event: ended") {
		n, err := res.Body.Read(b)
		all.Write(b[:n])
		if err != nil {
			break
		}
	}
	want := "retry: 2000\n\nevent: changed\ndata: booking\n\nevent: ended\ndata: \n\n"
	if all.String() != want {
		t.Errorf("the stream was %q", all.String())
	}
	res.Body.Close()
	if ct := res.Header.Get("Content-Type"); ct != "text/event-stream" {
		t.Errorf("content type %q", ct)
	}
}

func TestANodeGoingDownEndsItsPages(t *testing.T) {
	h := live.NewHub(nil, live.Options{})
	before := h.Open(live.Owner{Session: id.New()})
	h.CloseAll()
	after := h.Open(live.Owner{Session: id.New()})
	if !ended(before) || !ended(after) || h.Len() != 0 {
		t.Fatal("a page was left open")
	}
	if before.Last()+after.Last() != "" {
		t.Error("a page was told that its access ended, and will not come back")
	}
}

// A thousand people are connected over HTTP and lose their access at one
// commit: every stream says so and ends, and nothing of it stays behind.
func TestAThousandPagesEndAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const count = 1000
		before := runtime.NumGoroutine()
		h := live.NewHub(d, live.Options{})
		house := id.New()
		var opened, gone sync.WaitGroup
		opened.Add(count)
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c := h.Open(live.Owner{Session: id.New(), Person: id.New(), Account: house})
			opened.Done()
			live.Stream(w, r, c, live.Asks{})
		})
		rec := make([]*httptest.ResponseRecorder, count)
		for i := range rec {
			rec[i] = httptest.NewRecorder()
			gone.Go(func() { handler.ServeHTTP(rec[i], httptest.NewRequest("GET", "/live", nil)) })
		}
		opened.Wait()
		publish(t, d, h, live.EndAccount(house))
		gone.Wait()
		for i, r := range rec {
			if !strings.HasSuffix(r.Body.String(), "event: ended\ndata: \n\n") {
				t.Fatalf("page %d was told %q", i, r.Body.String())
			}
		}
		if h.Len() != 0 {
			t.Errorf("%d channels are still held", h.Len())
		}
		for runtime.NumGoroutine() > before+10 { // hangs, and so fails, if goroutines stay
			time.Sleep(time.Millisecond)
		}
	})
}

// BenchmarkRevocation measures from the commit to the last of 1,000 closed
// channels; ns/op is the whole, p99-ms what one channel waits at most.
func BenchmarkRevocation(b *testing.B) {
	d := dbtest.SQLite(b)
	h := live.NewHub(d, live.Options{})
	house := id.New()
	var waits []time.Duration
	for b.Loop() {
		b.StopTimer()
		took := make([]time.Duration, 1000)
		var began time.Time
		var wg sync.WaitGroup
		for i := range took {
			c := h.Open(live.Owner{Session: id.New(), Person: id.New(), Account: house})
			wg.Go(func() { <-c.Done(); took[i] = time.Since(began) })
		}
		b.StartTimer()
		d.Write(b.Context(), func(tx *db.Tx) error {
			tx.OnCommit(func() { began = time.Now() })
			return h.Publish(b.Context(), tx, live.EndAccount(house))
		})
		wg.Wait()
		waits = append(waits, took...)
	}
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "p99-ms")
}

// What went wrong: a hint written by a clock that ran ahead hid all others until
// the clocks of everybody had come so far.
func TestAHintFromTheFuture(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ahead := time.Hour
		far := live.NewHub(d, live.Options{Now: func() time.Time { return time.Now().Add(ahead) }})
		here, there := live.NewHub(d, live.Options{}), live.NewHub(d, live.Options{Poll: 10 * time.Millisecond})
		ctx, stop := context.WithCancel(t.Context())
		ran := make(chan struct{})
		go func() { there.Run(ctx); close(ran) }()
		first, second := id.New(), id.New()
		one, two := there.Open(live.Owner{Session: first}), there.Open(live.Owner{Session: second})
		publish(t, d, far, live.EndSession(first))
		<-one.Done()
		publish(t, d, here, live.EndSession(second))
		<-two.Done()
		stop()
		<-ran
	})
}
