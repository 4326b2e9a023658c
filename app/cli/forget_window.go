package cli

import (
	"path/filepath"
	"slices"

	"siamface/app/crash"
	"siamface/app/remembered"
	"siamface/model/forget"
)

// recentFolders is what the kind of the list of folders is called that were opened last.
const recentFolders = "list of folders that the window opened last"

// addOwn adds the files of the program's own that aren't caches: logs, and what the window remembers.
func addOwn(places []string) []string {
	logs, _ := filepath.Glob(filepath.Join(crash.Folder(), "*"))
	for _, path := range append(logs, remembered.Files()...) {
		if isFile(path) && !slices.Contains(places, path) {
			places = append(places, path)
		}
	}
	return places
}

// listOwnKinds are the kinds of those files.
func listOwnKinds() []forget.Kind {
	return []forget.Kind{
		{Name: "log of a fault", Whole: true, Fits: func(path string) bool {
			return filepath.Dir(path) == crash.Folder()
		}, Forget: forget.RemoveNaming},
		{Name: recentFolders, Fits: func(path string) bool {
			return slices.Contains(remembered.Files(), path)
		}, Forget: func(s *forget.Subject, path string, dry bool) (int, error) {
			return remembered.ForgetFolders(path, func(folder string) bool { return s.HasPerson(filepath.Base(folder)) }, dry)
		}},
	}
}
