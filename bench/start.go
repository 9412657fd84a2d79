package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// starting measures how long a server takes from its process being made to its
// first answer, and what memory it then holds, over a database that exists;
// against a bare one that opens the same file and answers with one page.
func starting(ctx context.Context, r *run) error {
	if len(r.Serve) == 0 || len(r.Bare) == 0 {
		return nil
	}
	s, err := r.set(ctx, r.Rows, 0)
	if err != nil {
		return err
	}
	api, _, err := bearer(ctx, s.house, s.worlds[0], len(persons)-1)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name string
		cold bool
	}{{"file in memory", false}, {"file not in memory", true}} {
		if c.cold && forget(s.file) != nil {
			continue // only Linux can
		}
		if err := r.start(ctx, s, c.name, c.cold, api); err != nil {
			return err
		}
	}
	return r.idle(ctx, s, api)
}

func (r *run) start(ctx context.Context, s *set, name string, cold bool, api string) error {
	healthy, page := &pair{}, &pair{}
	for range r.Rounds {
		for _, m := range []struct {
			p    *pair
			path string
		}{{healthy, "/healthz"}, {page, "/api/v1/bookings?from=" + today.String()}} {
			if cold {
				_ = forget(s.file)
			}
			ours, err := firstAnswer(ctx, append(r.Serve, s.file), m.path, api)
			if err != nil {
				return err
			}
			if cold {
				_ = forget(s.file)
			}
			limit, err := firstAnswer(ctx, append(r.Bare, s.file), "/page", "")
			if err != nil {
				return err
			}
			m.p.add(ours, limit)
		}
	}
	if err := r.tell(healthy.figure("start → alive, "+name, "ms", millis), atMost(300)); err != nil {
		return err
	}
	return r.tell(page.figure("start → a signed-in page of 50, "+name, "ms", millis), atMost(300))
}

// process is a server that was started.
type process struct {
	cmd     *exec.Cmd
	address string
}

// launch starts a command and waits for the line that says where it listens.
func launch(ctx context.Context, command []string) (*process, error) {
	return launchAs(ctx, command, func(c *exec.Cmd) { c.Stderr = os.Stderr })
}

// launchAs is launch of a command that is set up first.
func launchAs(ctx context.Context, command []string, set func(*exec.Cmd)) (*process, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	set(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, at, ok := strings.Cut(lines.Text(), " ready at "); ok {
			p.address = strings.TrimPrefix(at, "http://")
			return p, nil
		}
	}
	return nil, errors.Join(errors.New("the server said nothing of being ready"), p.end())
}

func (p *process) end() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	err := p.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return nil
	}
	return err
}

// firstAnswer gives the nanoseconds from making the process to its answer.
func firstAnswer(ctx context.Context, command []string, path, header string) (float64, error) {
	start := time.Now()
	p, err := launch(ctx, command)
	if err != nil {
		return 0, err
	}
	_, err = fetch(p.address, path, header)
	took := time.Since(start)
	return float64(took.Nanoseconds()), errors.Join(err, p.end())
}

func fetch(address, path, header string) (int, error) {
	callers, err := dial(address, 1)
	if err != nil {
		return 0, err
	}
	defer hangUp(callers)
	err = callers[0].once(get(address, path, header, http.StatusOK))
	return callers[0].bytes, err
}

// idle reads how much memory a server holds that has answered a few requests
// and then waits.
func (r *run) idle(ctx context.Context, s *set, api string) error {
	wait := 3 * time.Second
	if r.Quick {
		wait = 100 * time.Millisecond
	}
	ours, err := memory(ctx, append(r.Serve, s.file), "/api/v1/bookings?from="+today.String(), api, wait)
	if err != nil || ours == nil {
		return err
	}
	limit, err := memory(ctx, append(r.Bare, s.file), "/page", "", wait)
	if err != nil {
		return err
	}
	f := Figure{Name: "memory, resident, waiting after a start", Unit: "MB", Value: ours["VmRSS"], Limit: limit["VmRSS"], Ratio: ours["VmRSS"] / limit["VmRSS"]}
	f.More = map[string]float64{"of its own, MB": ours["RssAnon"], "of its own, MB, limit": limit["RssAnon"],
		"of files, MB": ours["RssFile"], "of files, MB, limit": limit["RssFile"],
		"after one page, MB": ours["after"], "after one page, MB, limit": limit["after"]}
	return r.tell(f, atMost(60))
}

// memory gives the sizes of a process in MB; nil where the system does not say.
func memory(ctx context.Context, command []string, path, header string, wait time.Duration) (sizes map[string]float64, err error) {
	p, err := launch(ctx, command)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.end()) }()
	time.Sleep(wait)
	sizes = sizesOf(p.cmd.Process.Pid)
	if sizes == nil {
		return nil, nil
	}
	if _, err := fetch(p.address, path, header); err != nil {
		return nil, err
	}
	time.Sleep(wait / 3)
	if after := sizesOf(p.cmd.Process.Pid); after != nil {
		sizes["after"] = after["VmRSS"]
	}
	return sizes, nil
}

func sizesOf(pid int) map[string]float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return nil
	}
	out := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		if kB, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64); err == nil {
			out[name] = kB / 1024
		}
	}
	return out
}
