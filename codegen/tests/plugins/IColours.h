#pragma once

namespace WPEFramework {
namespace Exchange {

    // @json 2.0.0
    struct EXTERNAL IColours : virtual public Core::IUnknown {
        enum { ID = 0x1000 };

        // @brief Gives a lamp a colour
        // @param name Name of the colour (e.g. red)
        virtual Core::hresult Paint(const string& name) = 0;
    };

    // @json 1.0.0
    struct EXTERNAL IScenes : virtual public Core::IUnknown {
        enum { ID = 0x1001 };

        // @property
        // @brief The scene that the lamps are set to
        virtual Core::hresult Scene(string& name /* @out */) const = 0;
    };
}
}
