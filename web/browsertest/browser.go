// Package browsertest drives a real Chromium in tests, one for all tests of a
// binary:
//
//	func TestMain(m *testing.M) { dbtest.Main(m, browsertest.Stop) }
//
// Where none is installed tests are skipped, unless KEYHOUSE_REQUIRE names
// browser: then that fails.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"keyhouse/requiretest"
)

// hang is how long one step may take before we call it stuck.
const hang = time.Minute

// Browser is a running Chromium. Its tabs know nothing of one another.
type Browser struct {
	ctx  context.Context
	stop []func() // the last first
}

var (
	shared     *Browser
	sharedErr  error
	sharedOnce sync.Once
)

// Start gives the browser of this test binary, which the first call starts.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := find()
	if path == "" {
		requiretest.Missing(t, "browser", "no Chromium here")
	}
	sharedOnce.Do(func() { shared, sharedErr = launch(path) })
	if sharedErr != nil {
		t.Fatalf("Chromium does not start: %v", sharedErr)
	}
	return shared
}

// Stop ends the browser, if one was started, when all tests are over.
func Stop() {
	if shared != nil {
		shared.end()
	}
}

// launch runs Chromium, with a profile of its own.
func launch(path string) (*Browser, error) {
	profile, err := os.MkdirTemp("", "keyhouse-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "en-GB"),
	)
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	b := &Browser{ctx, []func(){stop, cancel, func() { os.RemoveAll(profile) }}}
	// The first run starts the browser and must carry no deadline: the browser would end with it.
	if err := chromedp.Do(ctx); err != nil {
		b.end()
		return nil, err
	}
	return b, nil
}

func (b *Browser) end() {
	for _, stop := range b.stop {
		stop()
	}
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
