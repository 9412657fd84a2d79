package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// lookAround starts the demo and gives it with all it said before it was ready.
func lookAround(t *testing.T, args ...string) (*process, []string) {
	t.Helper()
	p := &process{cmd: program(t, append([]string{"demo"}, args...)...)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait() })
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said = append(said, lines.Text())
		if url, ok := strings.CutPrefix(lines.Text(), "Keyhouse is ready at "); ok {
			p.url = url
			return p, said
		}
	}
	t.Fatalf("the demo ended before it was ready, after %q", said)
	return nil, nil
}

func TestTheDemo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "people.json")
	p, said := lookAround(t, "--listen", "127.0.0.1:0", "--personas", file)
	if !strings.HasPrefix(said[0], "Keyhouse demo") || !strings.Contains(strings.Join(said, "\n"), "lotte@zilt.example") {
		t.Errorf("it said %q", said)
	}
	people := personas(t, file)
	t.Run("each person's button signs in as them", func(t *testing.T) {
		page := get(t, p.url+"/sign-in")
		for _, who := range people {
			if !strings.Contains(page, `value="`+who["email"]+`"`) {
				t.Errorf("no button for %s", who["email"])
			}
			res, err := http.DefaultTransport.RoundTrip(sent(t, p.url+"/sign-in?at="+who["account"], url.Values{"email": {who["email"]}, "password": {who["password"]}}))
			if err != nil || res.StatusCode != http.StatusSeeOther {
				t.Errorf("%s: %v, %v", who["email"], res.Status, err)
			}
		}
	})
	t.Run("the links in mails work, also for who is not signed in", func(t *testing.T) {
		mail := regexp.MustCompile(`<a href="(/outbox/[^"]+)">Lotte Vermeulen invites you`).FindStringSubmatch(get(t, p.url+"/outbox"))
		if mail == nil {
			t.Fatal("there is no invitation in the outbox")
		}
		link := regexp.MustCompile(`href="(/link/[^"]+)"`).FindStringSubmatch(get(t, p.url+mail[1]))
		if link == nil {
			t.Fatal("there is no link in the mail")
		}
		if page := get(t, p.url+link[1]); !strings.Contains(page, "Welcome, Anneleen Goossens") {
			t.Errorf("the link shows %s", page)
		}
	})
	t.Run("a statement goes along with its mail", func(t *testing.T) {
		mail := regexp.MustCompile(`<a href="(/outbox/[^"]+)">Your statement`).FindStringSubmatch(get(t, p.url+"/outbox"))
		if mail == nil {
			t.Fatal("there is no statement in the outbox")
		}
		if file := get(t, p.url+mail[1]+"/files/0"); !strings.HasPrefix(file, "%PDF-") {
			t.Errorf("it is %.20q", file)
		}
		if res, err := http.Get(p.url + mail[1] + "/files/1"); err != nil || res.StatusCode != http.StatusNotFound {
			t.Error("there is a second file", err)
		}
	})
	p.end(t)
}

func personas(t *testing.T, file string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var people []map[string]string
	if err := json.Unmarshal(text, &people); err != nil || len(people) < 10 {
		t.Fatal(err, people)
	}
	return people
}

func get(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", address, res.Status, err)
	}
	return string(body)
}

// Outside the demo mails are nobody's to read but their reader's.
func TestThereIsNoOutboxOutsideTheDemo(t *testing.T) {
	p := serve(t, "--data", t.TempDir())
	for _, path := range []string{"/outbox", "/outbox/018f3f3c-0000-7000-8000-000000000000"} {
		if res, err := http.Get(p.url + path); err != nil || res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %v, %v", path, res.Status, err)
		}
	}
	if strings.Contains(get(t, p.url+"/sign-in"), "salt-and-sand") {
		t.Error("the sign-in page offers the demo's people")
	}
}

func TestTheDemoTakesAnotherPortWhereItsOwnIsTaken(t *testing.T) {
	if l, err := net.Listen("tcp", "127.0.0.1:8080"); err == nil {
		defer l.Close()
	}
	door, err := (&demoCommand{Listen: "127.0.0.1:8080"}).door()
	if err != nil {
		t.Fatal(err)
	}
	door.Close()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if _, err := (&demoCommand{Listen: taken.Addr().String()}).door(); err == nil {
		t.Error("an address that was asked for is not the one it listens on")
	}
}
