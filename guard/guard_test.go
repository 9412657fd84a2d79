package guard_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"keyhouse/guard"
)

// site is a few handlers behind a guard, and what was logged.
func site(t *testing.T, o guard.Options) (*httptest.Server, *bytes.Buffer) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page/{secret}", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.RemoteAddr) })
	mux.HandleFunc("POST /form", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			if errors.As(err, new(*http.MaxBytesError)) {
				w.WriteHeader(http.StatusRequestEntityTooLarge)
			}
			return
		}
		io.WriteString(w, "saved")
	})
	mux.HandleFunc("GET /broken", func(http.ResponseWriter, *http.Request) { panic("oh no") })
	mux.HandleFunc("GET /api/broken", func(http.ResponseWriter, *http.Request) { panic("oh no") })
	mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		http.NewResponseController(w).Flush()
		panic("oh no")
	})
	log := &bytes.Buffer{}
	o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	srv := httptest.NewServer(guard.Wrap(mux, o))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(srv.Close)
	return srv, log
}

func do(t *testing.T, method, url string, body io.Reader, header ...string) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return res.StatusCode, err.Error(), res.Header
	}
	return res.StatusCode, string(text), res.Header
}

func TestPosts(t *testing.T) {
	cases := []struct {
		name   string
		body   int
		header []string
		status int
	}{
		{"a form of ours is taken", 10, []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"a program without a browser is taken", 10, nil, 200},
		{"a form of another site is refused", 10, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a form of a sister site is refused", 10, []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"a foreign origin is refused", 10, []string{"Origin", "https://evil.example"}, 403},
		{"a form over a megabyte is too large", 1<<20 + 1, nil, 413},
		{"an upload over a megabyte is taken", 1<<20 + 1, []string{"Content-Type", "multipart/form-data; boundary=x"}, 200},
		{"an upload over the limit is too large", 3 << 20, []string{"Content-Type", "multipart/form-data; boundary=x"}, 413},
	}
	srv, _ := site(t, guard.Options{Upload: 2 << 20})
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			status, _, _ := do(t, "POST", srv.URL+"/form", strings.NewReader(strings.Repeat("x", tt.body)), tt.header...)
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
		})
	}
}

func TestAPanicIsAnswered(t *testing.T) {
	srv, log := site(t, guard.Options{})
	status, body, head := do(t, "GET", srv.URL+"/broken", nil)
	reference := head.Get("X-Request-Id")
	if status != 500 || !strings.Contains(body, reference) || strings.Contains(body, "oh no") || len(reference) != 16 {
		t.Errorf("the person was told %d %q", status, body)
	}
	defer func() {
		srv.Close() // waits for what is still being logged
		if !strings.Contains(log.String(), reference) || !strings.Contains(log.String(), "oh no") {
			t.Errorf("the log says %q", log)
		}
	}()
	status, body, head = do(t, "GET", srv.URL+"/api/broken", nil)
	if status != 500 || head.Get("Content-Type") != "application/problem+json" || !strings.HasPrefix(body, `{"title":`) {
		t.Errorf("a program was told %d %q", status, body)
	}
	if _, body, _ = do(t, "GET", srv.URL+"/half", nil); body != io.ErrUnexpectedEOF.Error() {
		t.Errorf("half an answer looked whole: %q", body)
	}
	if status, _, _ = do(t, "GET", srv.URL+"/page/1", nil); status != 200 {
		t.Errorf("the server did not survive: %d", status)
	}
}

func TestTheLogNamesRoutesNotPaths(t *testing.T) {
	var routes []string
	srv, log := site(t, guard.Options{Watch: func(r *http.Request, _ int, _ time.Duration) { routes = append(routes, r.Pattern) }})
	do(t, "GET", srv.URL+"/page/secret-token?q=Miller", nil)
	srv.Close() // waits for what is still being logged
	if strings.Contains(log.String(), "secret-token") || strings.Contains(log.String(), "Miller") {
		t.Errorf("the log says %q", log)
	}
	if len(routes) != 1 || routes[0] != "GET /page/{secret}" {
		t.Errorf("counted as %q", routes)
	}
}

func TestWhoseAddress(t *testing.T) {
	cases := []struct {
		name   string
		trust  bool
		header string
		want   string
	}{
		{"without a proxy the header is anybody's word", false, "6.6.6.6", "127.0.0.1:"},
		{"behind a proxy the last entry is its own", true, "6.6.6.6, 9.9.9.9", "9.9.9.9:0"},
		{"IPv6", true, "2001:db8::1", "[2001:db8::1]:0"},
		{"nonsense is passed over", true, "nobody", "127.0.0.1:"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			srv, _ := site(t, guard.Options{TrustProxy: tt.trust})
			_, body, _ := do(t, "GET", srv.URL+"/page/1", nil, "X-Forwarded-For", tt.header)
			if !strings.HasPrefix(body, tt.want) {
				t.Errorf("seen as %s", body)
			}
		})
	}
}

// Whoever goes away before the answer is complete is counted apart, and logged as
// no failure, whether the handler says so or is cut off.
func TestWhoeverGoesAwayIsCountedApart(t *testing.T) {
	counted, log := make(chan int, 1), &bytes.Buffer{}
	come := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /says", func(w http.ResponseWriter, r *http.Request) {
		close(come)
		<-r.Context().Done()
		if !guard.Abandoned(r.Context(), r.Context().Err()) || guard.Abandoned(r.Context(), errors.New("a bug")) || guard.Abandoned(t.Context(), r.Context().Err()) {
			t.Error("who is gone, and why, is mistaken")
		}
		w.WriteHeader(guard.StatusAbandoned)
	})
	mux.HandleFunc("GET /cut", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "half")
		close(come)
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("GET /ours", func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) })
	o := guard.Options{Log: slog.New(slog.NewTextHandler(log, nil)), Watch: func(_ *http.Request, status int, _ time.Duration) { counted <- status }}
	srv := httptest.NewServer(guard.Wrap(mux, o))
	defer srv.Close()
	for path, want := range map[string]int{"/says": guard.StatusAbandoned, "/cut": guard.StatusAbandoned, "/ours": http.StatusInternalServerError} {
		come = make(chan struct{})
		ctx, leave := context.WithCancel(t.Context())
		if path != "/ours" {
			go func() { <-come; leave() }()
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := http.DefaultTransport.RoundTrip(req); err == nil {
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		if got := <-counted; got != want {
			t.Errorf("%s is counted as %d, not %d", path, got, want)
		}
		leave()
		if strings.Contains(log.String(), "ERROR") != (path == "/ours") {
			t.Errorf("%s: %s", path, log)
		}
		log.Reset()
	}
}
