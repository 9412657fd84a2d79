// Package browsertest drives a real Chromium in tests. Where none is installed
// tests are skipped, unless KEYHOUSE_REQUIRE names browser: then that fails.
package browsertest

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"keyhouse/requiretest"
)

// hang is how long one step may take before we call it stuck.
const hang = time.Minute

// Browser is one running Chromium. It ends with the test that started it.
type Browser struct{ ctx context.Context }

// Start runs Chromium, with a profile of its own.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := find()
	if path == "" {
		requiretest.Missing(t, "browser", "no Chromium here")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "en-GB"),
	)
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(stop)
	// The first run starts the browser and must carry no deadline: the browser would end with it.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return &Browser{ctx}
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
