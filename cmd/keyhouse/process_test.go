package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"keyhouse/db/dbtest"
)

// asProgram in the environment makes this test binary be the program.
const asProgram = "KEYHOUSE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	dbtest.Main(m)
}

func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stderr = t.Output()
	return cmd
}

// process is the program, serving.
type process struct {
	cmd *exec.Cmd
	url string
}

func serve(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{cmd: program(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "Keyhouse is ready at "); ok {
			p.url = url
			return p
		}
	}
	t.Fatal("the program ended before it was ready")
	return nil
}

// end asks the process to stop and expects that it does so in good order.
func (p *process) end(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the process did not end in good order: %v", err)
	}
}

// Three processes on one PostgreSQL: a mail that a fourth writes is sent by one
// of them, once; one that is killed is not missed.
func TestProcessesShareADatabase(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	b := openBox(t)
	common := []string{"--database", dsn, "--smtp", "smtp://" + b.addr, "--base-url", "https://keys.example"}
	var all []*process
	for range 3 {
		all = append(all, serve(t, common...))
	}
	invite(t, "harbour", common)
	<-b.got
	all[0].cmd.Process.Kill()
	invite(t, "meadow", common)
	<-b.got
	for _, p := range all[1:] {
		if res, err := http.Get(p.url + "/readyz"); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%s is not ready: %v", p.url, err)
		}
		p.end(t)
	}
	select {
	case <-b.got:
		t.Error("a mail was sent twice")
	default:
	}
}

// Signed in at one process is signed in at all; what a fifth process takes away
// ends the page that is open at the third.
func TestProcessesShareSessionsAndEnds(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	t.Setenv("KEYHOUSE_PASSWORD", "correct-horse-battery")
	t.Setenv("KEYHOUSE_DATABASE", dsn)
	var all []*process
	for range 3 {
		all = append(all, serve(t))
	}
	invite(t, "harbour", nil)
	form := url.Values{"email": {"ines@harbour.example"}, "password": {"correct-horse-battery"}}
	in, err := http.DefaultTransport.RoundTrip(sent(t, all[0].url+"/sign-in", form))
	if err != nil || in.StatusCode != http.StatusSeeOther || len(in.Cookies()) == 0 {
		t.Fatalf("signing in at the first process: %v %v", in, err)
	}
	at := slices.IndexFunc(in.Cookies(), func(c *http.Cookie) bool { return c.Name == "keyhouse" })
	if at < 0 {
		t.Fatalf("no session's cookie among %v", in.Cookies())
	}
	token := in.Cookies()[at]
	if res := ask(t, all[1].url+"/me", token); res.StatusCode != http.StatusOK {
		t.Errorf("the second process answers %s", res.Status)
	}
	page := ask(t, all[2].url+"/live", token)
	if out, err := program(t, "account", "suspend", "harbour", "--why", "test").Output(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if text, err := io.ReadAll(page.Body); err != nil || !strings.Contains(string(text), "event: ended") {
		t.Errorf("the open page was told %q (%v)", text, err)
	}
	for _, p := range all {
		if res := ask(t, p.url+"/", token); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s answers %s to somebody whose account is suspended", p.url, res.Status)
		}
		p.end(t)
	}
}

func sent(t *testing.T, to string, form url.Values) *http.Request {
	t.Helper()
	req, err := http.NewRequest("POST", to, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

func ask(t *testing.T, from string, token *http.Cookie) *http.Response {
	t.Helper()
	req, err := http.NewRequest("GET", from, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(token)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

func TestTwoProcessesOnOneFile(t *testing.T) {
	path := dbtest.SQLiteFile(t)
	b := openBox(t)
	common := []string{"--database", path, "--smtp", "smtp://" + b.addr}
	p := serve(t, common...)
	invite(t, "harbour", common) // another process writes while the first serves
	<-b.got
	p.end(t)
	if out, err := program(t, "verify", "--database", path).Output(); err != nil {
		t.Errorf("after all that: %v %s", err, out)
	}
}

func invite(t *testing.T, slug string, common []string) {
	t.Helper()
	args := append([]string{"account", "create", slug, "--name", "Company " + slug, "--admin-name", "Ines Alvarez", "--admin-email", "ines@" + slug + ".example"}, common...)
	if out, err := program(t, args...).Output(); err != nil {
		t.Fatalf("creating the account: %v %s", err, out)
	}
}

// box is a real SMTP server that says what it got.
type box struct {
	addr string
	got  chan string
}

func openBox(t *testing.T) *box {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &box{l.Addr().String(), make(chan string, 10)}
	srv := smtp.NewServer(b)
	srv.Domain, srv.ReadTimeout = "box.example", time.Minute
	served := make(chan struct{})
	go func() { srv.Serve(l); close(served) }()
	t.Cleanup(func() { srv.Close(); l.Close(); <-served })
	return b
}

// NewSession begins one connection.
func (b *box) NewSession(*smtp.Conn) (smtp.Session, error) { return talk{b}, nil }

type talk struct{ b *box }

func (talk) Reset()                               {}
func (talk) Logout() error                        { return nil }
func (talk) Mail(string, *smtp.MailOptions) error { return nil }
func (talk) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s talk) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.b.got <- string(text)
	return err
}

// A closed context ends a server that is still starting, too.
func TestAnOrderToStopThatComesEarly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := run(ctx, []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, io.Discard, io.Discard)
	if err != nil && !strings.Contains(err.Error(), "context canceled") {
		t.Error(err)
	}
}
