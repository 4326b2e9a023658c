package session

import (
	"context"
	"runtime"
	"slices"

	"siamface/assets"
	"siamface/model/cache"
	"siamface/model/parallel"
	"siamface/model/torch"
)

// Device is the name of the device that is trained on unless a training names another.
func (s Settings) Device() string {
	if name := s.String(keyDevice); slices.Contains(torch.Devices, name) {
		return name
	}
	return torch.Devices[0]
}

// SetDevice remembers the device that is trained on.
func (s Settings) SetDevice(name string) { s.SetString(keyDevice, name) }

// Threads is how many threads the program may compute with; 0 is as many as there are cores.
func (s Settings) Threads() int { return min(max(s.Int(keyThreads), 0), runtime.NumCPU()) }

// SetThreads remembers the number of threads, and has the program compute with it from now on.
func (s Settings) SetThreads(n int) {
	s.SetInt(keyThreads, n)
	s.useThreads()
}

// useThreads waits for libtorch's thread where there is one, so it goes on in the background.
func (s Settings) useThreads() {
	n := s.Threads()
	if n > 0 {
		runtime.GOMAXPROCS(n)
	} else {
		runtime.SetDefaultGOMAXPROCS()
	}
	go func() {
		_ = parallel.Catch(func() error { return torch.UseThreads(context.Background(), n) }) // without libtorch nothing is computed
	}()
}

// CacheFolder is the folder chosen for caches, "" where none was.
func (s Settings) CacheFolder() string { return s.String(keyCaches) }

// SetCacheFolder remembers the folder for caches, "" for the usual one; what is opened from now on uses it.
func (s Settings) SetCacheFolder(path string) {
	s.SetString(keyCaches, path)
	cache.UseFolder(path)
}

// SetRunsFolder remembers where runs go.
func (s Settings) SetRunsFolder(path string) { s.SetString(KeyRuns, path) }

// apply has the program work as was chosen last.
func (s Settings) apply() {
	cache.UseFolder(s.CacheFolder())
	if s.Threads() > 0 {
		s.useThreads()
	}
}

// DeviceName is a device's name for people.
func (w *Words) DeviceName(device string) string {
	switch device {
	case torch.Devices[0]:
		return w.Text("device.auto")
	case "cpu":
		return "CPU"
	}
	return "GPU (CUDA)"
}

// FollowsSystem tells whether the language is the system's rather than a chosen one.
func (w *Words) FollowsSystem() bool { return w.settings.String(KeyLanguage) == "" }

// FollowSystem changes to the system's language, as far as there is a font for it, and forgets the one chosen.
func (w *Words) FollowSystem() {
	l := systemLanguage()
	if l == assets.Chinese && !w.canChinese {
		l = assets.English
	}
	w.SetLanguage(l)
	w.settings.RemoveValue(KeyLanguage)
}
