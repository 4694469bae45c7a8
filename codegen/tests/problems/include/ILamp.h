#pragma once

namespace Exchange {

// @json 1.0.0
struct ILamp : virtual public Core::IUnknown {
    enum Colour : uint8_t { RED, GREEN };

    // @brief Paints it
    // @param colour The colour
    virtual Core::hresult Paint(const Colour colour) = 0;
};

// @json 1.0.0
struct IDoor : virtual public Core::IUnknown {
    // @brief Opens it
    virtual Core::hresult Open() = 0;
};

}
