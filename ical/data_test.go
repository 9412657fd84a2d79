package ical

import (
	"os"
	"path/filepath"
	"testing"
)

// realData finds the folder of real input beside the project, or skips.
func realData(t *testing.T, name string) string {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; at != filepath.Dir(at); at = filepath.Dir(at) {
		folder := filepath.Join(at, "shared", "data", name)
		if _, err := os.Stat(folder); err == nil {
			return folder
		}
	}
	t.Skipf("no real input here: there is no shared/data/%s beside the project", name)
	return ""
}

func readFile(t *testing.T, path string, o Limits) Feed {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	feed, err := Read(file, o)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return feed
}
