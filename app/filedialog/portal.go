package filedialog

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Names of the portal.
const (
	portalName = "org.freedesktop.portal.Desktop"
	portalPath = "/org/freedesktop/portal/desktop"
	chooser    = "org.freedesktop.portal.FileChooser"
	request    = "org.freedesktop.portal.Request"
)

// options are a dialog's, by the portal's names.
type options map[string]any

// ask opens a dialog and waits for its answer, on a connection of its own: signals of others don't come in between. It listens before it
// asks, for an answer may come at once.
func (q Question) ask(method string, more options) (path string, err error) {
	if !HasBus() {
		return "", ErrNone
	}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return "", errors.Join(ErrNone, err)
	}
	defer conn.Close()
	token := fmt.Sprintf("siamface%d", rand.Uint32())
	sender := strings.ReplaceAll(strings.TrimPrefix(conn.Names()[0], ":"), ".", "_")
	handle := dbus.ObjectPath(portalPath + "/request/" + sender + "/" + token)
	answers := make(chan *dbus.Signal, 16)
	conn.Signal(answers)
	if err := listen(conn, handle); err != nil {
		return "", errors.Join(ErrNone, err)
	}
	var given dbus.ObjectPath
	call := conn.Object(portalName, portalPath).Call(chooser+"."+method, 0, q.Parent, q.Title, q.variants(token, more))
	if err := call.Store(&given); err != nil {
		return "", errors.Join(ErrNone, err)
	}
	if given != handle { // portals of before choose the handle
		if err := listen(conn, given); err != nil {
			return "", errors.Join(ErrNone, err)
		}
	}
	for answer := range answers {
		if answer.Path == given && answer.Name == request+".Response" {
			return readAnswer(answer.Body)
		}
	}
	return "", errors.New("the desktop's dialog ended without an answer: the session bus is gone")
}

// listen asks the bus for a request's answer.
func listen(conn *dbus.Conn, handle dbus.ObjectPath) error {
	return conn.AddMatchSignal(dbus.WithMatchObjectPath(handle), dbus.WithMatchInterface(request), dbus.WithMatchMember("Response"))
}

// variants are the options as they go over the bus; those that are empty don't.
func (q Question) variants(token string, more options) map[string]dbus.Variant {
	all := map[string]dbus.Variant{"handle_token": dbus.MakeVariant(token), "modal": dbus.MakeVariant(true)}
	if q.Accept != "" {
		all["accept_label"] = dbus.MakeVariant(q.Accept)
	}
	if q.Folder != "" {
		all["current_folder"] = dbus.MakeVariant(append([]byte(q.Folder), 0))
	}
	for name, value := range more {
		switch v := value.(type) {
		case []filter:
			if len(v) == 0 {
				continue
			}
		case string:
			if v == "" {
				continue
			}
		}
		all[name] = dbus.MakeVariant(value)
	}
	return all
}

// readAnswer is the path of the first file that was chosen, "" where the dialog was closed without one.
func readAnswer(body []any) (path string, err error) {
	var status uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &status, &results); err != nil {
		return "", fmt.Errorf("the desktop's dialog gave an answer that can't be read: %w", err)
	}
	var uris []string
	if status != 0 || results["uris"].Value() == nil {
		return "", nil
	}
	if err := results["uris"].Store(&uris); err != nil || len(uris) == 0 {
		return "", err
	}
	if path = pathOf(uris[0]); path == "" {
		return "", fmt.Errorf("%s is no file of this machine", uris[0])
	}
	return path, nil
}
