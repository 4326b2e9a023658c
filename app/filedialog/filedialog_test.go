package filedialog

import (
	"bufio"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

// startBus starts a session bus for this test process alone; without a daemon the test is skipped.
func startBus(t *testing.T) {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("no dbus-daemon here: the desktop's dialogs aren't tried")
	}
	cmd := exec.Command(daemon, "--session", "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

// desktop pretends to be the desktop's portal: it writes down what is asked, and answers as a person would.
type desktop struct {
	sync.Mutex
	conn    *dbus.Conn
	answer  []string // URIs; nil: cancelled
	title   string
	options map[string]dbus.Variant
}

func (d *desktop) OpenFile(_, title string, options map[string]dbus.Variant, sender dbus.Sender) (dbus.ObjectPath, *dbus.Error) {
	return d.take(title, options, sender)
}

func (d *desktop) SaveFile(_, title string, options map[string]dbus.Variant, sender dbus.Sender) (dbus.ObjectPath, *dbus.Error) {
	return d.take(title, options, sender)
}

// take answers at once, as the portal does: before the call returns.
func (d *desktop) take(title string, options map[string]dbus.Variant, sender dbus.Sender) (dbus.ObjectPath, *dbus.Error) {
	d.Lock()
	defer d.Unlock()
	d.title, d.options = title, options
	token, _ := options["handle_token"].Value().(string)
	path := dbus.ObjectPath("/org/freedesktop/portal/desktop/request/" + strings.ReplaceAll(string(sender)[1:], ".", "_") + "/" + token)
	status, uris := uint32(0), d.answer
	if uris == nil {
		status, uris = 1, []string{}
	}
	_ = d.conn.Emit("/somebody/else", "org.freedesktop.portal.Request.Response", uint32(0), "noise")
	_ = d.conn.Emit(path, "org.freedesktop.portal.Request.Response", status, map[string]dbus.Variant{"uris": dbus.MakeVariant(uris)})
	return path, nil
}

func (d *desktop) asked(name string) any {
	d.Lock()
	defer d.Unlock()
	if v, ok := d.options[name]; ok {
		return v.Value()
	}
	return nil
}

func TestAskTheDesktop(t *testing.T) {
	startBus(t)
	if _, err := OpenFile(Question{Title: "nobody"}); !errors.Is(err, ErrNone) {
		t.Errorf("without a portal: %v", err)
	}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	d := &desktop{conn: conn}
	if err := conn.Export(d, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.FileChooser"); err != nil {
		t.Fatal(err)
	}
	if reply, err := conn.RequestName(portalName, 0); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the portal's name: %v, %v", reply, err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "a+b und ü.jpg")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.answer = []string{(&url.URL{Scheme: "file", Path: file}).String()}
	if path, err := OpenFile(Question{Title: "Choose", Folder: dir, Kind: "photos", Extensions: []string{".jpg", ".PNG"}}); path != file || err != nil {
		t.Errorf("opened %q (%v), want %q", path, err, file)
	}
	if folder, ok := d.asked("current_folder").([]byte); !ok || strings.Trim(string(folder), "\x00") != dir || d.title != "Choose" {
		t.Errorf("the dialog %q begins in %q", d.title, folder)
	}
	if path, err := OpenFolder(Question{Title: "Folder"}); path != file || err != nil || d.asked("directory") != true {
		t.Errorf("the folder %q (%v), asked as one: %v", path, err, d.asked("directory"))
	}
	d.answer = []string{"file:///nowhere/new%20name.svg"}
	if path, err := SaveFile(Question{Title: "Save", Name: "histogram.png", Extensions: []string{".png", ".svg"}}); path != "/nowhere/new name.svg" || err != nil || d.asked("current_name") != "histogram.png" {
		t.Errorf("saved to %q (%v), offered as %v", path, err, d.asked("current_name"))
	}
	d.answer = nil
	if path, err := OpenFile(Question{}); path != "" || err != nil {
		t.Errorf("cancelled: %q, %v", path, err)
	}
}

func TestWithoutABus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	if _, err := SaveFile(Question{}); !errors.Is(err, ErrNone) || HasBus() {
		t.Errorf("%v", err)
	}
}
