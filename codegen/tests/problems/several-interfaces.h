namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @brief Switches it
        virtual Core::hresult Toggle() = 0;
    };

    // @json 1.0.0
    struct EXTERNAL ILampGroup : virtual public Core::IUnknown {
        // @brief Switches all
        virtual Core::hresult Toggle() = 0;
    };

} // namespace Exchange
} // namespace Thunder
