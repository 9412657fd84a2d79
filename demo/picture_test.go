package demo_test

import (
	"bytes"
	"context"
	"flag"
	"image/png"
	"net"
	"os"
	"testing"

	"keyhouse/demo"
	"keyhouse/server"
	"keyhouse/web/browsertest"
)

var update = flag.Bool("update", false, "photograph the timeline anew for the README")

const (
	picture = "../docs/timeline.png"
	heavy   = 200_000 // bytes that nobody should wait for on a project's first page
)

// The picture in the README is the demo's own timeline. To take it again:
//
//	go test ./demo -run Picture -update
func TestPicture(t *testing.T) {
	if *update {
		photograph(t)
	}
	file, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	shape, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil || shape.Width != 1280 || len(file) > heavy {
		t.Errorf("the picture is %d wide and %d bytes long (%v)", shape.Width, len(file), err)
	}
}

func photograph(t *testing.T) {
	tab := browsertest.Start(t).Tab(t)
	url := opened(t)
	tab.Open(url + "/sign-in").Follow(demo.Personas()[0].Name).Open(url + "/calendar")
	taken, err := os.ReadFile(tab.Shot("timeline", false))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(picture, taken, 0o644); err != nil { //nolint:gosec // a file of the project, for everybody to read
		t.Fatal(err)
	}
}

// opened serves a fresh demo until the test ends and gives its address.
func opened(t *testing.T) string {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file, err := demo.Prepare(t.Context(), demo.Options{Folder: folder, Size: demo.Small, BaseURL: server.Address(door)})
	if err != nil {
		t.Fatal(err)
	}
	h, err := server.Open(t.Context(), server.Options{Data: folder, Database: file, Door: door, KeepMail: true, Demo: demo.SignIns()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- h.Serve(ctx, func(url string) { ready <- url }) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = h.Close() // what it kept is thrown away with the folder
	})
	return <-ready
}
