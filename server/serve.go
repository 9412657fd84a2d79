package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"keyhouse/api"
	"keyhouse/guard"
	"keyhouse/web"
)

const (
	// finish is how long requests and jobs under way may take when the server
	// is asked to stop.
	finish = 15 * time.Second
	// headers is how long a client may take to say what it wants.
	headers = 10 * time.Second
	// body is how long it may take to send it; live streams lift this limit.
	body = 5 * time.Minute
)

// Serve answers requests and works on jobs until ctx ends, then finishes what
// is under way and returns. ready is called once, with the address of the
// screens, when the first request can be answered.
func (h *House) Serve(ctx context.Context, ready func(url string)) error {
	if h.door == nil {
		return errors.New("server: Serve without an address to listen on")
	}
	s := &running{House: h, main: h.http(nil)}
	s.main.Handler = s.handler()
	if err := s.background(ctx); err != nil {
		return err
	}
	failed := make(chan error, 2)
	go func() { failed <- s.main.Serve(h.door) }()
	if err := s.serveMetrics(failed); err != nil {
		return errors.Join(err, s.stop())
	}
	debug.FreeOSMemory() // what starting took – a password hash, the policy – is not needed again
	ready(Address(h.door))
	select {
	case <-ctx.Done():
		return s.stop()
	case err := <-failed:
		return errors.Join(err, s.stop())
	}
}

func (h *House) http(handler http.Handler) *http.Server {
	return &http.Server{Handler: handler, ReadHeaderTimeout: headers, ReadTimeout: body, WriteTimeout: body,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(h.o.Log.Handler(), slog.LevelDebug)}
}

// running is a House whose doors are open.
type running struct {
	*House
	main, metrics *http.Server
	closing       atomic.Bool
	cancel        context.CancelFunc
	behind        sync.WaitGroup
}

// background starts what runs without being asked.
func (s *running) background(ctx context.Context) error {
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if err := s.Jobs.Start(ctx); err != nil {
		s.cancel()
		return err
	}
	s.behind.Go(func() { s.Live.Run(ctx) })
	s.behind.Go(func() { s.People.Run(ctx) })
	s.behind.Go(func() { s.Machine.Run(ctx) })
	return nil
}

func (s *running) serveMetrics(failed chan<- error) error {
	if s.o.Metrics == "" {
		return nil
	}
	l, err := net.Listen("tcp", s.o.Metrics)
	if err != nil {
		return fmt.Errorf("listening on %s for metrics: %w", s.o.Metrics, err)
	}
	s.metrics = s.http(s.count.handler())
	go func() { failed <- s.metrics.Serve(l) }()
	return nil
}

// stop closes the doors, lets what is under way finish, and only then stops
// what is behind them.
func (s *running) stop() error {
	s.closing.Store(true) // a balancer that asks /readyz sends nobody any more
	ctx, cancel := context.WithTimeout(context.Background(), finish)
	defer cancel()
	s.Live.CloseAll() // open pages go to another node
	errs := []error{s.main.Shutdown(ctx)}
	if s.metrics != nil {
		errs = append(errs, s.metrics.Close())
	}
	errs = append(errs, s.Jobs.Stop(ctx))
	s.cancel()
	s.behind.Wait()
	return errors.Join(errs...)
}

// handler is everything under the main address.
func (s *running) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", s.readyz)
	programs := api.Handler(s.programs())
	mux.Handle("/api/", programs)
	mux.Handle("/openapi.json", programs)
	mux.Handle("/openapi.yaml", programs)
	mux.Handle("/", web.Handler(s.screens()))
	return guard.Wrap(mux, guard.Options{Log: s.o.Log, TrustProxy: s.o.TrustProxy, Watch: s.count.request})
}

// screens is what the screens may use.
func (h *House) screens() web.Rooms {
	return web.Rooms{People: h.People, Providers: h.Providers, Portfolio: h.Portfolio, Money: h.Money, Stays: h.Stays, Imports: h.Imports, Machine: h.Machine, Mail: h.Mail, Live: h.Live,
		BaseURL: h.o.BaseURL, Outbox: h.o.KeepMail, Demo: h.o.Demo, Now: h.o.Now, Log: h.o.Log}
}

// programs is what the API may use.
func (h *House) programs() api.Rooms {
	return api.Rooms{People: h.People, Providers: h.Providers, Portfolio: h.Portfolio, Money: h.Money, Stays: h.Stays, Imports: h.Imports, Machine: h.Machine, BaseURL: h.o.BaseURL, Now: h.o.Now, Log: h.o.Log}
}

// readyz says whether requests should come here: the database answers and the
// node is not going down.
func (s *running) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	_, _, err := s.Jobs.Backlog(ctx)
	switch {
	case s.closing.Load():
		plain(w, http.StatusServiceUnavailable, "going down")
	case err != nil:
		s.o.Log.Warn("not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "the database does not answer")
	default:
		plain(w, http.StatusOK, "ready")
	}
}

func plain(w http.ResponseWriter, status int, say string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, say)
}
