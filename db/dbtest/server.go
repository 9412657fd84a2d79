package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

var errNoBinaries = errors.New("neither initdb nor postgres is installed")

// server is a throwaway PostgreSQL: no durability, gone with the test binary.
type server struct {
	dir, bin string
	port     int
	cmd      *exec.Cmd
	more     []string // settings over ours
}

// binaries finds the folder with initdb and postgres: Debian keeps them out of
// the PATH.
func binaries() (string, error) {
	candidates, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is right
	if p, err := exec.LookPath("initdb"); err == nil {
		candidates = append(candidates, filepath.Dir(p))
	}
	for i := len(candidates) - 1; i >= 0; i-- { // the newest last
		if holds(candidates[i], "initdb") && holds(candidates[i], "postgres") {
			return candidates[i], nil
		}
	}
	return "", errNoBinaries
}

func holds(dir, file string) bool {
	_, err := os.Stat(filepath.Join(dir, file))
	return err == nil
}

func startServer(settings ...string) (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := newFolder()
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, bin: bin, more: settings}
	if err := s.start(); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		s.stop()
		return nil, fmt.Errorf("%w\n%s", err, log)
	}
	return s, nil
}

// newFolder prefers memory: writing the first files is most of the work.
func newFolder() (string, error) {
	base := ""
	if st, err := os.Stat("/dev/shm"); err == nil && st.IsDir() {
		base = "/dev/shm"
	}
	sweep(base)
	dir, err := os.MkdirTemp(base, folderPrefix)
	if err != nil {
		return "", err
	}
	return dir, own(dir)
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }

func (s *server) start() error {
	init := exec.Command(filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "postgres", "-A", "trust",
		"-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	init.Dir, init.SysProcAttr = s.dir, attributes()
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	var err error
	if s.port, err = freePort(); err != nil {
		return err
	}
	return s.launch()
}

// launch starts the server over its files and waits until it answers.
func (s *server) launch() error {
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd = exec.Command(filepath.Join(s.bin, "postgres"), append([]string{"-D", s.data(), "-p", strconv.Itoa(s.port), "-k", s.dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
		"-c", "shared_buffers=64MB", "-c", "max_connections=500", "-c", "autovacuum=off", "-c", "max_wal_size=256MB"}, s.more...)...)
	s.cmd.Dir, s.cmd.SysProcAttr, s.cmd.Stdout, s.cmd.Stderr = s.dir, attributes(), log, log
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the server dies with the thread that began it
		started <- s.cmd.Start()
		select {}
	}()
	if err := <-started; err != nil {
		return err
	}
	return s.await()
}

// halt ends the server and leaves its files.
func (s *server) halt(how os.Signal) error {
	if err := s.cmd.Process.Signal(how); err != nil {
		return err
	}
	_ = s.cmd.Wait() // what it says of being ended so
	s.cmd = nil
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (s *server) dsn() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
}

func (s *server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, s.dsn())
		if err == nil {
			return c.Close(ctx)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("the server does not answer: %w", err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (s *server) stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(os.Interrupt) // fast shutdown; it may be gone already
		_ = s.cmd.Wait()
	}
	os.RemoveAll(s.dir)
}
