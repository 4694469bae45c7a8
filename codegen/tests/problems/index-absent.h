namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @property
        // @brief Brightness of one lamp
        virtual Core::hresult Brightness(const string& lamp, uint8_t& percent /* @out */) const = 0;
    };

} // namespace Exchange
} // namespace Thunder
